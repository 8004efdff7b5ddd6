package pluginhost

import (
	"os/exec"
	"syscall"
)

// EndWithParent has the kernel end the plugin when its parent dies without closing it.
func EndWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
