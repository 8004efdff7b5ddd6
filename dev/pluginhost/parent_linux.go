package pluginhost

import (
	"os/exec"
	"syscall"
)

// endWithParent has the kernel end the plugin when its parent dies without closing it.
func endWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
