import ArmorCommands

await Armor.launch()
