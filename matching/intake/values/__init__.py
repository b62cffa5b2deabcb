"""What does one value say, in a cell or in a text: a day, a wage, a list, a language, a place?

Strict readers raise ``CellError``; ``clear_…`` readers, for columns of foreign files, return None where the cell is not
clear, so that it can be kept as text.
"""
