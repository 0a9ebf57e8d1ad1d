import ArmorCommands

Armor.prepare()
Armor.launch()
