"""What Licet writes for machines, as types: `licet.schema.json` is made from them."""
