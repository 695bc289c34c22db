"""What may not be, and how it is told: the codes of problems, the house style, the findings."""
