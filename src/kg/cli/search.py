"""kg search"""
