"""Licet: may this organization make this use of this model, on this date?"""
