package main

import "syscall"

// endWithParent has the kernel send SIGTERM when the parent dies: `go run` does not pass its own SIGTERM on.
func endWithParent() {
	const setParentDeathSignal = 1 // PR_SET_PDEATHSIG
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, setParentDeathSignal, uintptr(syscall.SIGTERM), 0)
}
