//go:build unix

package shared

import (
	"crypto/tls"
	"errors"
	"net"
	"syscall"
)

// isOpen tells that the other side has not closed an unused connection, as far as that can be seen without waiting. It
// looks at what came without taking it.
func isOpen(network net.Conn) bool {
	if secured, ok := network.(*tls.Conn); ok {
		network = secured.NetConn()
	}
	system, ok := network.(syscall.Conn)
	if !ok {
		return true // it goes through a proxy
	}
	raw, err := system.SyscallConn()
	if err != nil {
		return false
	}
	open := false
	err = raw.Control(func(descriptor uintptr) {
		n, _, err := syscall.Recvfrom(int(descriptor), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		open = n > 0 || errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EINTR)
	})
	return err == nil && open
}
