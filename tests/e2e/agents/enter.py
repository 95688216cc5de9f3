"""enter.py ROOT ARGV...: runs a command with ROOT as the root of its mount namespace, as a container has it. Not
chroot: below that the kernel makes no user namespaces, and agents' sandboxes are made of them."""
import ctypes
import os
import sys

SYS_PIVOT_ROOT = 155  # x86-64
MNT_DETACH = 2
CLONE_NEWNS = 0x20000
MS_REC_PRIVATE = 0x44000


def checked(value):
    if value != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def main():
    libc = ctypes.CDLL(None, use_errno=True)
    checked(libc.unshare(CLONE_NEWNS))
    checked(libc.mount(None, b"/", None, MS_REC_PRIVATE, None))
    os.chdir(sys.argv[1])
    checked(libc.syscall(SYS_PIVOT_ROOT, b".", b"."))  # the old root now lies over the new one
    checked(libc.umount2(b".", MNT_DETACH))
    os.chdir("/")
    os.execv(sys.argv[2], sys.argv[2:])


main()
