"""Places: municipalities, postcodes, place names and regions by layer, and what a text means as a place.

The facts lie in ``data/places`` (made by ``build`` from open packages and the reviewed files in ``curated/``).
``gazetteer`` holds them in memory, ``resolve`` understands what people type, ``refresh`` fetches newer GeoNames rows.
"""
