"""Labels leave the house: exports. `rows` writes any rows and knows no database; `export` knows the catalog."""
