import ArmorCommands

Armor.prepare()
await Armor.launch()
