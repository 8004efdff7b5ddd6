package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.opentelemetry.io/otel/trace"

	"volcengine-rtc-datasource/pkg/rtc"
)

// errAbandoned ends the work on a call for which nobody waits any more.
var errAbandoned = errors.New("nobody waits for this call any more")

// fetch makes the call, whose turn has come, and stores what it brings.
func (s *Store) fetch(l *lane, c *call) error {
	if err := s.fetchTogether(l, c); err != nil {
		return err
	}
	return s.askAlone(l, c)
}

// fetchTogether asks for all of the call's indicators. One that the API refuses is found and named, so that it does not
// spoil the others.
func (s *Store) fetchTogether(l *lane, c *call) error {
	remaining := slices.Clone(c.indicators)
	for range maxRefusedPerCall {
		err := s.send(l, c, remaining)
		if rtc.KindOf(err) != rtc.KindParameter || s.isBlameless(l, remaining) {
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

// askAlone asks one by one for indicators that the API Series under names of its own, if it cannot be told which is
// which. What these are called is remembered.
func (s *Store) askAlone(l *lane, c *call) error {
	for i, name := range c.unclear {
		if i >= maxAskedAlone {
			s.keepSeries(l, c, map[string][]rtc.Series{name: nil}, s.now())
			continue
		}
		err := s.send(l, c, []string{name})
		if rtc.KindOf(err) == rtc.KindParameter && !s.isBlameless(l, []string{name}) {
			s.refuse(l, c, name, err)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// isBlameless tells that a refusal is not about the indicators: there are none, or something else was asked for as well
// and all of them are known to be right.
func (s *Store) isBlameless(l *lane, indicators []string) bool {
	if s.api.Form == rtc.NoIndicator {
		return true
	}
	_, unproven := s.split(indicators)
	return l.filter.Key() != rtc.NoFilter && len(unproven) == 0
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
		case rtc.KindOf(err) == rtc.KindParameter && s.isBlameless(l, half):
			return nil, err
		case rtc.KindOf(err) == rtc.KindParameter:
			unanswered = append(unanswered, rest...)
			suspects, refusal = half, err
		default:
			return nil, err
		}
	}
	s.refuse(l, c, suspects[0], refusal)
	return unanswered, nil
}

func (s *Store) refuse(l *lane, c *call, indicator string, refusal error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.memory.refuse(l.key, indicator, refusal, s.now())
	c.refused[indicator] = refusal
}

// send asks for some of the call's indicators and keeps the answer. Throttling, a failing server and a broken
// connection are tried again after a pause, each time with a turn and a signature of its own.
func (s *Store) send(l *lane, c *call, indicators []string) error {
	if len(indicators) == 0 {
		return nil
	}
	asked := rtc.Request{API: s.api, AppID: l.key.appID, Grid: l.key.grid, Window: c.window, Indicators: indicators, Filter: l.filter}
	ctx := trace.ContextWithSpanContext(s.ctx, c.trace)
	var sent time.Time // what is final in an answer depends on when it was asked for
	series, err := retry(ctx, s.quota,
		func() error { return s.useTurn(ctx, l, c) },
		func() ([]rtc.Series, error) {
			sent = s.now()
			asked.Oldest = sent.Add(s.api.LookBackMargin()/2 - s.api.LookBack)
			c.bodies = append(c.bodies, string(asked.Body()))
			return s.client.Fetch(ctx, asked)
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
	l.ticket = s.quota.Join(c.class, c.round)
	s.mu.Unlock()
	return l.ticket.Wait(ctx)
}

// keep stores an answer in memory and with the call, by the indicators that were asked for. Those that are unclear are
// left for askAlone.
func (s *Store) keep(l *lane, c *call, indicators []string, series []rtc.Series, sent time.Time) {
	s.mu.Lock()
	matched, unclear := s.memory.names.match(indicators, series, sent)
	s.mu.Unlock()
	c.unclear = append(c.unclear, unclear...)
	settled := make(map[string][]rtc.Series, len(indicators))
	for _, name := range indicators {
		if !slices.Contains(unclear, name) {
			settled[name] = matched[name]
		}
	}
	s.keepSeries(l, c, settled, sent)
}

func (s *Store) keepSeries(l *lane, c *call, settled map[string][]rtc.Series, sent time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, series := range settled {
		c.series[name] = series
		s.memory.keep(l.key, name, c.window, series, sent)
	}
}
