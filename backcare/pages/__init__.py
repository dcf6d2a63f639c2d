"""Pages without code: the notebooks that are made for patients, served by Voila.

    python -m backcare.pages notebooks

`server` finds and serves them. What needs no server, as `today`, loads none.
"""
