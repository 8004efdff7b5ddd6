package shared

import (
	"encoding/binary"
	"errors"
	"math"
	"time"

	"github.com/klauspost/compress/zstd"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// The bounds of a record. What is larger is no record of ours.
const (
	maxRecordBuckets = 1024
	maxRecordSeries  = 5000
	maxRecordText    = 4 << 10
	maxRecordKeep    = 10 * 365 * 24 * time.Hour
	maxRecordBytes   = 8 << 20 // before it is compressed
)

// recordFormat is the first byte of a record. One with another is not read.
const recordFormat = 1

// codec turns what is kept into bytes and back. It has buffers, so a connection has one for all that use it.
type codec struct {
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

func newCodec() *codec {
	// The constructors fail only on options that do not exist.
	encoder, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(128<<10), zstd.WithEncoderCRC(false))
	decoder, _ := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxRecordBytes))
	return &codec{encoder, decoder}
}

// close frees the buffers.
func (c *codec) close() { c.decoder.Close() }

func (c *codec) encode(k *store.Kept) []byte { return c.encoder.EncodeAll(appendRecord(nil, k), nil) }

// errNoRecord is the error of bytes that are not what encode gives.
var errNoRecord = errors.New("not a record")

func (c *codec) decode(compressed []byte) (*store.Kept, error) {
	plain, err := c.decoder.DecodeAll(compressed, nil)
	if err != nil {
		return nil, errNoRecord
	}
	return readRecord(plain)
}

// Flags of a record, of a run and of a series.
const (
	flagCut     = 1
	flagSilent  = 1
	flagShare   = 1
	flagDecimal = 2 // the values have two decimals at most, as the documents promise
)

func appendRecord(to []byte, k *store.Kept) []byte {
	to = append(to, recordFormat, flagIf(k.Cut, flagCut))
	to = binary.AppendVarint(to, k.Span.First)
	to = binary.AppendUvarint(to, uint64(k.Span.Len())) //nolint:gosec // a length is not negative
	to = binary.AppendVarint(to, int64(k.Keep/time.Second))
	to = binary.AppendUvarint(to, uint64(len(k.Runs)))
	at, fetched := k.Span.First, int64(0)
	for _, run := range k.Runs {
		to = append(to, flagIf(run.Silent, flagSilent))
		to = binary.AppendVarint(to, run.First-at)
		to = binary.AppendVarint(to, run.End-run.First)
		to = binary.AppendVarint(to, run.Fetched.Unix()-fetched)
		at, fetched = run.End, run.Fetched.Unix()
	}
	to = binary.AppendUvarint(to, uint64(len(k.Series)))
	for _, series := range k.Series {
		to = appendSeries(to, series)
	}
	return to
}

func flagIf(set bool, flag byte) byte {
	if set {
		return flag
	}
	return 0
}

func appendSeries(to []byte, series store.KeptSeries) []byte {
	decimal := true
	for _, value := range series.Values {
		_, exact := hundredths(value)
		decimal = decimal && (exact || math.IsNaN(value))
	}
	to = append(to, flagIf(series.Share, flagShare)|flagIf(decimal, flagDecimal))
	to = binary.AppendVarint(to, series.At)
	for _, text := range []string{series.Name, series.Place, series.Alias, series.Unit} {
		to = binary.AppendUvarint(to, uint64(len(text)))
		to = append(to, text...)
	}
	present := make([]byte, (len(series.Values)+7)/8)
	for i, value := range series.Values {
		if !math.IsNaN(value) {
			present[i/8] |= 1 << (i % 8)
		}
	}
	to = append(to, present...)
	before := int64(0)
	for _, value := range series.Values {
		switch {
		case math.IsNaN(value):
		case decimal:
			number, _ := hundredths(value)
			to = binary.AppendVarint(to, number-before)
			before = number
		default:
			to = binary.BigEndian.AppendUint64(to, math.Float64bits(value))
		}
	}
	return to
}

// hundredths is a value as a number of hundredths, if it is exactly that.
func hundredths(value float64) (number int64, exact bool) {
	scaled := math.Round(value * 100)
	if !(math.Abs(scaled) < 1<<53) {
		return 0, false
	}
	number = int64(scaled)
	return number, math.Float64bits(float64(number)/100) == math.Float64bits(value)
}

// reader reads the parts of a record. After the first that is not there or too large, all are zero.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) bytes(n int) []byte {
	if r.bad || n < 0 || n > len(r.rest) {
		r.bad = true
		return make([]byte, max(0, min(n, 8)))
	}
	part := r.rest[:n]
	r.rest = r.rest[n:]
	return part
}

func (r *reader) byte() byte { return r.bytes(1)[0] }

func (r *reader) varint() int64 {
	value, n := binary.Varint(r.rest)
	if r.bad || n <= 0 {
		r.bad = true
		return 0
	}
	r.rest = r.rest[n:]
	return value
}

// length reads a number of things, each of which takes so many bytes at least.
func (r *reader) length(most, each int) int {
	value, n := binary.Uvarint(r.rest)
	if r.bad || n <= 0 || value > uint64(most) || int(value)*each > len(r.rest) { //nolint:gosec // at most most
		r.bad = true
		return 0
	}
	r.rest = r.rest[n:]
	return int(value) //nolint:gosec // at most most
}

func (r *reader) text() string { return string(r.bytes(r.length(maxRecordText, 1))) }

// readRecord reads what appendRecord made. Nothing of it is believed: it comes from outside.
func readRecord(from []byte) (*store.Kept, error) {
	r := &reader{rest: from}
	if r.byte() != recordFormat {
		return nil, errNoRecord
	}
	k := &store.Kept{Cut: r.byte()&flagCut != 0}
	k.Span.First = r.varint()
	buckets := r.length(maxRecordBuckets, 0)
	k.Span.End = k.Span.First + int64(buckets)
	keep := r.varint()
	if keep < 0 || keep > int64(maxRecordKeep/time.Second) {
		return nil, errNoRecord
	}
	k.Keep = time.Duration(keep) * time.Second
	at, fetched := k.Span.First, int64(0)
	for range r.length(maxRecordBuckets, 4) {
		run := store.KeptRun{Silent: r.byte()&flagSilent != 0}
		run.First = at + r.varint()
		run.End = run.First + r.varint()
		fetched += r.varint()
		run.Fetched = time.Unix(fetched, 0)
		at = run.End
		k.Runs = append(k.Runs, run)
	}
	for range r.length(maxRecordSeries, 6) {
		k.Series = append(k.Series, r.series(buckets))
		if r.bad {
			break
		}
	}
	if r.bad || len(r.rest) > 0 {
		return nil, errNoRecord
	}
	return k, nil
}

func (r *reader) series(buckets int) store.KeptSeries {
	flags := r.byte()
	series := store.KeptSeries{SeriesID: rtc.SeriesID{Share: flags&flagShare != 0, At: r.varint()}}
	series.Name, series.Place, series.Alias, series.Unit = r.text(), r.text(), r.text(), r.text()
	present := r.bytes((buckets + 7) / 8)
	if r.bad {
		return series
	}
	series.Values = rtc.NoValues(buckets)
	before := int64(0)
	for i := range series.Values {
		switch {
		case present[i/8]&(1<<(i%8)) == 0:
		case flags&flagDecimal != 0:
			before += r.varint()
			series.Values[i] = float64(before) / 100
		default:
			series.Values[i] = math.Float64frombits(binary.BigEndian.Uint64(r.bytes(8)))
		}
	}
	return series
}
