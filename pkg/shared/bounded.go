package shared

import (
	"bytes"
	"errors"
	"net"
	"strconv"
)

const (
	// maxReplyBytes bounds what Redis may send for a command: the largest reply is a batch of values.
	maxReplyBytes = 2 * batchBytes

	// maxReplyItems bounds the items of a reply, with those of the arrays in it.
	maxReplyItems = 8 * batchKeys

	// maxLength is longer than any line that tells a length.
	maxLength = 16
)

var errReplyTooLarge = errors.New("the answer is larger than any that Redis gives")

// bounded is a connection to a Redis that may send anything. redigo allocates what a reply announces before it has come, so
// the announced sizes are checked before redigo reads them.
type bounded struct {
	net.Conn
	bytes, items int    // what may still come for the last command
	bulk         int    // bytes of a bulk string that have not come yet
	line         []byte // the start of the line that has not come to its end yet
}

// Write begins a command.
func (b *bounded) Write(p []byte) (int, error) {
	b.bytes, b.items = maxReplyBytes, maxReplyItems
	return b.Conn.Write(p)
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Conn.Read(p)
	if tooLarge := b.check(p[:n]); tooLarge != nil {
		return 0, tooLarge
	}
	return n, err
}

func (b *bounded) check(p []byte) error {
	if b.bytes -= len(p); b.bytes < 0 {
		return errReplyTooLarge
	}
	for len(p) > 0 {
		if b.bulk > 0 {
			n := min(b.bulk, len(p))
			b.bulk -= n
			p = p[n:]
			continue
		}
		part, rest, ended := bytes.Cut(p, []byte("\n"))
		b.line = append(b.line, part[:min(len(part), maxLength-len(b.line))]...)
		p = rest
		if ended {
			if err := b.checkLine(); err != nil {
				return err
			}
			b.line = b.line[:0]
		}
	}
	return nil
}

// checkLine checks what a line announces: the bytes of a bulk string ($), or the items of an array (*).
func (b *bounded) checkLine() error {
	line := string(bytes.TrimSuffix(b.line, []byte("\r")))
	if line == "" || line[0] != '$' && line[0] != '*' {
		return nil
	}
	n, err := strconv.Atoi(line[1:])
	if err != nil || len(b.line) == maxLength || n > maxReplyBytes {
		return errReplyTooLarge
	}
	if line[0] == '$' {
		b.bulk = max(0, n)
		return nil
	}
	if b.items -= max(0, n); b.items < 0 {
		return errReplyTooLarge
	}
	return nil
}
