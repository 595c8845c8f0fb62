"""A clip with every face hidden: heads found and followed, pictures veiled, the result looked at again."""

from models.blurring.making import FacesLeftError, Made, Order, make

__all__ = ["FacesLeftError", "Made", "Order", "make"]
