package shared

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"

	"github.com/gomodule/redigo/redis"
)

// sentinels are those of a master. Every new connection asks them for it, so that one after a failover leads to the new one.
type sentinels struct {
	master        string
	addresses     []string
	dial          Dial
	login         []redis.DialOption // for the master
	sentinelLogin []redis.DialOption // for the Sentinels
}

// dialMaster asks all Sentinels at once, because some may hang, and connects to the first Redis they name that says that it is the
// master: a Sentinel that is cut off may still name the one before.
func (s sentinels) dialMaster(ctx context.Context) (redis.Conn, error) {
	type answer struct {
		address string
		err     error
	}
	answers := make(chan answer, len(s.addresses))
	var asking sync.WaitGroup
	defer asking.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, sentinel := range s.addresses {
		asking.Go(func() {
			address, err := s.ask(ctx, sentinel)
			answers <- answer{address, err}
		})
	}
	var problems []error
	tried := map[string]bool{}
	for range s.addresses {
		named := <-answers
		if named.err != nil {
			problems = append(problems, fmt.Errorf("sentinel: %w", named.err))
			continue
		}
		if tried[named.address] {
			continue
		}
		tried[named.address] = true
		connected, err := s.dialNamed(ctx, named.address)
		if err == nil {
			return connected, nil
		}
		problems = append(problems, err)
	}
	return nil, errors.Join(problems...)
}

// ask asks a Sentinel for the address of the master.
func (s sentinels) ask(ctx context.Context, sentinel string) (string, error) {
	connected, err := dialNode(ctx, s.dial, sentinel, s.sentinelLogin)
	if err != nil {
		return "", err
	}
	defer func() { _ = connected.Close() }()
	address, err := redis.Strings(redis.DoContext(connected, ctx, "SENTINEL", "get-master-addr-by-name", s.master))
	switch {
	case errors.Is(err, redis.ErrNil):
		return "", errors.New("it knows no master of the name in master_name")
	case err != nil:
		return "", err
	case len(address) != 2:
		return "", fmt.Errorf("it gave an address of %d parts", len(address))
	}
	return net.JoinHostPort(address[0], address[1]), nil
}

// dialNamed connects to what a Sentinel named, unless it says that it is not the master. A user who may not ask has to
// believe the Sentinel.
func (s sentinels) dialNamed(ctx context.Context, address string) (redis.Conn, error) {
	connected, err := dialNode(ctx, s.dial, address, s.login)
	if err != nil {
		return nil, err
	}
	role, err := redis.Values(redis.DoContext(connected, ctx, "ROLE"))
	if err == nil {
		if is, _ := redis.String(first(role), nil); is != "master" {
			err = errors.New("the Redis that the Sentinel named is not a master")
		}
	}
	if err != nil && !isReply(err) {
		_ = connected.Close()
		return nil, err
	}
	return connected, nil
}

func first(values []any) any {
	if len(values) == 0 {
		return nil
	}
	return values[0]
}
