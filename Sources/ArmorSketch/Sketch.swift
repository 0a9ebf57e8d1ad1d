import ArmorImage
