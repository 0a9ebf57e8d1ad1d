import ArmorCommands

await Armor.main()
