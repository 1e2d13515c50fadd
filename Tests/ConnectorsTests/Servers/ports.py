"""Ports of this machine for servers that are told theirs, such as PostgreSQL and Exim."""

import socket

_kept = []


def keep():
    """A port for whoever says SO_REUSEADDR before it listens there, as servers do, and for nobody who is given any.

    It stays taken as long as this process lives: before its server begins, between two of its lives, and after its end.
    One that is let go again at once may be another test's by the time that the server wants it.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    _kept.append(holder)
    return holder.getsockname()[1]
