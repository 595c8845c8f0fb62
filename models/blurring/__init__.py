"""A clip with every face hidden: heads found and followed, pictures veiled, the result looked at again."""

from models.blurring.blurred_clip import BLANK_US, BlurredClip, FacesLeftError, Order, blank, make

__all__ = ["BLANK_US", "BlurredClip", "FacesLeftError", "Order", "blank", "make"]
