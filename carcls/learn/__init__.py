"""Datasets become models: the only room that imports Keras, inside its functions."""
