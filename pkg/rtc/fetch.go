package rtc

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.opentelemetry.io/otel/trace"
)

// errAbandoned ends the work on a call for which nobody waits any more.
var errAbandoned = errors.New("nobody waits for this call any more")

// fetch makes the call, whose turn has come, and stores what it brings. An indicator that the API refuses is found and
// named, so that it does not spoil the others.
func (s *Store) fetch(l *lane, c *call) error {
	remaining := slices.Clone(c.indicators)
	for range maxRefusedPerCall {
		err := s.send(l, c, remaining)
		if kindOf(err) != KindParameter {
			return err
		}
		s.doubt(remaining)
		if remaining, err = s.findRefused(l, c, remaining, err); err != nil {
			return err
		}
	}
	proven, others := s.split(remaining)
	if err := s.send(l, c, proven); err != nil {
		return err
	}
	return s.send(l, c, others)
}

func (s *Store) doubt(indicators []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.memory.doubt(indicators, s.now())
}

// split parts the indicators that the API is known to have from the others, so that these cannot spoil them.
func (s *Store) split(indicators []string) (proven, others []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range indicators {
		if s.memory.proven(name) {
			proven = append(proven, name)
		} else {
			others = append(others, name)
		}
	}
	return proven, others
}

// findRefused searches the refused indicators for one that is to blame, by halves: ⌈log2 n⌉ calls, all of which
// fetch what they can. It returns the indicators that have neither an answer nor the blame.
func (s *Store) findRefused(l *lane, c *call, suspects []string, refusal error) (unanswered []string, err error) {
	for len(suspects) > 1 {
		half, rest := suspects[:len(suspects)/2], suspects[len(suspects)/2:]
		err := s.send(l, c, half)
		switch {
		case err == nil:
			suspects = rest
		case kindOf(err) == KindParameter:
			unanswered = append(unanswered, rest...)
			suspects, refusal = half, err
		default:
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.memory.refuse(l.key, suspects[0], refusal, s.now())
	c.refused[suspects[0]] = refusal
	return unanswered, nil
}

// send asks for some of the call's indicators and keeps the answer. Throttling, a failing server and a broken
// connection are tried again after a pause, each time with a turn and a signature of its own.
func (s *Store) send(l *lane, c *call, indicators []string) error {
	if len(indicators) == 0 {
		return nil
	}
	asked := operationDataCall{l.key.appID, l.key.granularity, c.window, indicators}
	ctx := trace.ContextWithSpanContext(s.ctx, c.trace)
	var sent time.Time // what is final in an answer depends on when it was asked for
	series, err := retry(ctx,
		func() error { return s.useTurn(ctx, l, c) },
		func() ([]answered, error) {
			sent = s.now()
			c.bodies = append(c.bodies, string(asked.body()))
			return s.client.listOperationData(ctx, asked)
		})
	if err != nil {
		return err
	}
	s.keep(l, c, indicators, series, sent)
	return nil
}

// useTurn uses up the turn that the lane has, or waits for another one, unless nobody waits for the call any more.
func (s *Store) useTurn(ctx context.Context, l *lane, c *call) error {
	if l.hasTurn {
		l.hasTurn = false
		return nil
	}
	s.mu.Lock()
	if c.askers == 0 {
		l.sent = nil // so that nobody joins it now
		s.mu.Unlock()
		return errAbandoned
	}
	l.ticket = s.quota.join(c.class, c.round)
	s.mu.Unlock()
	return l.ticket.wait(ctx)
}

// keep stores an answer in memory and with the call, by the indicators that were asked for.
func (s *Store) keep(l *lane, c *call, indicators []string, series []answered, sent time.Time) {
	matched := match(indicators, series)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range indicators {
		c.series[name] = matched[name]
		leftOut := len(matched[name]) == 0
		s.memory.keep(l.key, name, c.window, matched[name], leftOut, sent)
	}
}

// match finds the series of each indicator. The API may answer with another name than the one it was asked for: when
// a single indicator was left without a series, those that nobody asked for are its.
func match(indicators []string, series []answered) map[string][]answered {
	matched := make(map[string][]answered, len(indicators))
	var unasked []answered
	for _, s := range series {
		if slices.Contains(indicators, s.name) {
			matched[s.name] = append(matched[s.name], s)
		} else {
			unasked = append(unasked, s)
		}
	}
	unasked = unasked[:min(len(unasked), maxSeriesPerIndicator)]
	if len(indicators)-len(matched) == 1 {
		for _, name := range indicators {
			if matched[name] == nil {
				matched[name] = unasked
			}
		}
	}
	return matched
}
