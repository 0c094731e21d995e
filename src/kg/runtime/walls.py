"""Walls around this process: no socket, no other program, no file but those that are named.

What stands in a process cannot be taken down in it, nor in what it starts. On Linux two parts of
the kernel do this, both without any right:

* seccomp (3.17): a filter over system calls. It refuses those that make a socket or use one, run
  a program, start a process, or look into another process.
* Landlock (5.13): files. Only what is named can be read, or written.

The filter refuses what it names, since an allow-list would have to follow each release of the C
library; the kernel's newer ways to do the same (io_uring, clone3) are named too. docs/platforms.md
says what stands on which system; decision 22 says why this is a module of ours.

Sources: seccomp(2), landlock(7); the numbers of system calls are those of Linux's syscall_64.tbl
and asm-generic/unistd.h.
"""

from __future__ import annotations

import os
import platform
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import ctypes

#: what a wall keeps the process from
SOCKETS: Final = "sockets"
PROGRAMS: Final = "programs"
FILES: Final = "files"


class _Machine(NamedTuple):
    """What the kernel calls a kind of processor, and the numbers of its system calls."""

    audit: int  # AUDIT_ARCH_…
    sockets: tuple[int, ...]
    programs: tuple[int, ...]
    clone: int
    seccomp: int


#: the same on all machines: pidfd_send_signal, io_uring_*, open_tree, move_mount, fsopen … fspick,
#: pidfd_open, pidfd_getfd, process_madvise
_NEWER: Final = (*range(424, 434), 434, 438, 440)
_CLONE3: Final = 435
_MACHINES: Final = {
    "x86_64": _Machine(
        audit=0xC000003E,
        # socket connect accept sendto sendmsg bind listen socketpair accept4 sendmmsg
        sockets=(41, 42, 43, 44, 46, 49, 50, 53, 288, 307),
        # fork vfork execve kill ptrace pivot_root chroot mount umount2 init_module tkill add_key
        # request_key keyctl unshare perf_event_open open_by_handle_at setns process_vm_readv
        # process_vm_writev finit_module bpf execveat userfaultfd
        programs=(
            *(57, 58, 59, 62, 101, 155, 161, 165, 166, 175, 200, 248, 249, 250, 272, 298, 304, 308),
            *(310, 311, 313, 321, 322, 323, *_NEWER),
        ),
        clone=56,
        seccomp=317,
    ),
    "aarch64": _Machine(
        audit=0xC00000B7,
        # socket socketpair bind listen accept connect sendto sendmsg accept4 sendmmsg
        sockets=(198, 199, 200, 201, 202, 203, 206, 211, 242, 269),
        # umount2 mount pivot_root chroot unshare init_module ptrace kill tkill add_key request_key
        # keyctl execve perf_event_open open_by_handle_at setns process_vm_readv process_vm_writev
        # finit_module bpf execveat userfaultfd
        programs=(
            *(39, 40, 41, 51, 97, 105, 117, 129, 130, 217, 218, 219, 221, 241, 265, 268, 270, 271),
            *(273, 280, 281, 282, *_NEWER),
        ),
        clone=220,
        seccomp=277,
    ),
}
_X32_CALLS: Final = 0x40000000  # a second numbering of the calls on x86_64
_CLONE_THREAD: Final = 0x10000

# classic BPF: load a word of the data, jump where it is equal / at least / has a bit, return
_LOAD, _EQUAL, _AT_LEAST, _HAS_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_CALL, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # places in struct seccomp_data
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_NOT_PERMITTED, _NO_SUCH_CALL = 1, 38  # EPERM, ENOSYS

_NO_NEW_PRIVILEGES: Final = 38  # prctl
_FILTER_ALL_THREADS: Final = (1, 1)  # SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # landlock_*, on all machines
_VERSION_FLAG: Final = 1
_PATH_BENEATH: Final = 1
_READ: Final = 1 << 2 | 1 << 3  # a file, the names in a folder
_EXECUTE: Final = 1
#: access to files by version of Landlock: how many of its bits there are
_FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15}
_MOST_FILE_RIGHTS: Final = 16  # from version 5 on
_TCP_RIGHTS, _TCP_SINCE = 0b11, 4
_SCOPES, _SCOPES_SINCE = 0b11, 6  # abstract sockets, signals to processes outside


def raise_walls(
    read: Iterable[Path] = (),
    write: Iterable[Path] = (),
    *,
    network: bool = False,
    programs: bool = False,
) -> frozenset[str]:
    """Raise the walls that this system has around this process, for as long as it lives.

    Call it before other threads start: Landlock stands around the calling thread, and those that
    it starts.

    Args:
        read: Files and folders that can still be opened for reading.
        write: Folders in which files can be read, written, made and removed.
        network: Leave out the wall in front of sockets.
        programs: Leave out the wall in front of programs.

    Returns:
        What the process is kept from: `SOCKETS`, `PROGRAMS`, `FILES`.
    """
    if sys.platform != "linux":
        return frozenset()
    import ctypes

    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return frozenset()
    standing = set()
    if _restrict_files(kernel, read, write, network=network, programs=programs):
        standing.add(FILES)
    closed = {name for name, left_out in ((SOCKETS, network), (PROGRAMS, programs)) if not left_out}
    if closed and _filter_calls(kernel, closed):
        standing |= closed
    return frozenset(standing)


def _call(kernel: ctypes.CDLL, number: int, *arguments: int | bytes | None) -> int:
    """Make a system call; a number fills its whole register, which ctypes would not see to."""
    import ctypes

    full = (ctypes.c_long(part) if isinstance(part, int) else part for part in arguments)
    return int(kernel.syscall(ctypes.c_long(number), *full))


def _filter_calls(kernel: ctypes.CDLL, closed: set[str]) -> bool:
    """Refuse the system calls behind the closed walls; return whether the kernel does."""
    import ctypes

    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    instructions = _program(machine, closed)
    code = ctypes.create_string_buffer(instructions, len(instructions))
    program = struct.pack("HxxxxxxP", len(instructions) // 8, ctypes.addressof(code))
    return _call(kernel, machine.seccomp, *_FILTER_ALL_THREADS, program) == 0


def _program(machine: _Machine, closed: set[str]) -> bytes:
    """Return the filter: what is not of this machine or is refused ends in an error."""

    def step(operation: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("HBBI", operation, if_true, if_false, value)

    refuse = step(_RETURN, _ERROR | _NOT_PERMITTED)
    program = [
        step(_LOAD, _ARCHITECTURE),
        step(_EQUAL, machine.audit, 1, 0),
        refuse,
        step(_LOAD, _CALL),
        step(_AT_LEAST, _X32_CALLS, 0, 1),
        refuse,
    ]
    refused = machine.sockets if SOCKETS in closed else ()
    if PROGRAMS in closed:
        refused += machine.programs
    for number in refused:
        program += [step(_EQUAL, number, 0, 1), refuse]
    if PROGRAMS in closed:
        program += [
            # the C library then uses clone, whose flags are in a register and can be looked at
            step(_EQUAL, _CLONE3, 0, 1),
            step(_RETURN, _ERROR | _NO_SUCH_CALL),
            step(_EQUAL, machine.clone, 0, 3),
            step(_LOAD, _FIRST_ARGUMENT),
            step(_HAS_BIT, _CLONE_THREAD, 1, 0),
            refuse,
        ]
    return b"".join([*program, step(_RETURN, _ALLOW)])


def _restrict_files(
    kernel: ctypes.CDLL,
    read: Iterable[Path],
    write: Iterable[Path],
    *,
    network: bool,
    programs: bool,
) -> bool:
    """Refuse all files but those that are named; return whether the kernel does."""
    version = _call(kernel, _CREATE_RULESET, None, 0, _VERSION_FLAG)
    if version < 1:
        return False
    rights = (1 << _FILE_RIGHTS.get(version, _MOST_FILE_RIGHTS)) - 1
    # struct landlock_ruleset_attr; older versions know only its beginning
    attributes = struct.pack("=Q", rights)
    if version >= _TCP_SINCE:
        attributes += struct.pack("=Q", 0 if network else _TCP_RIGHTS)
    if version >= _SCOPES_SINCE:
        attributes += struct.pack("=Q", 0 if network else _SCOPES)
    rules = _call(kernel, _CREATE_RULESET, attributes, len(attributes), 0)
    if rules < 0:
        return False
    try:
        readable = _READ | (_EXECUTE if programs else 0)
        named = [(path, readable) for path in read] + [(path, rights) for path in write]
        for path, allowed in named:
            try:
                handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
            except FileNotFoundError:  # nothing to be opened there
                continue
            try:
                if not path.is_dir():
                    allowed &= ~(1 << 3)  # only a folder has names
                rule = struct.pack("=Qi", allowed, handle)
                if _call(kernel, _ADD_RULE, rules, _PATH_BENEATH, rule, 0) != 0:
                    return False
            finally:
                os.close(handle)
        return _call(kernel, _RESTRICT_SELF, rules, 0) == 0
    finally:
        os.close(rules)
