package shared

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// anyKept draws what could be kept.
func anyKept(t *rapid.T) *store.Kept {
	first, buckets := rapid.Int64Range(-1e6, 1e6).Draw(t, "first"), rapid.IntRange(1, 300).Draw(t, "buckets")
	k := &store.Kept{
		Span: rtc.Span{First: first, End: first + int64(buckets)}, Cut: rapid.Bool().Draw(t, "cut"),
		Keep: time.Duration(rapid.IntRange(0, 5*365*24*3600).Draw(t, "keep")) * time.Second,
	}
	for at := first; at < k.Span.End && rapid.Bool().Draw(t, "more runs"); {
		from := rapid.Int64Range(at, k.Span.End-1).Draw(t, "from")
		run := store.KeptRun{Span: rtc.Span{First: from, End: rapid.Int64Range(from+1, k.Span.End).Draw(t, "end")}, Silent: rapid.Bool().Draw(t, "silent")}
		run.Fetched = time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "fetched"), 0)
		k.Runs = append(k.Runs, run)
		at = run.End
	}
	value := rapid.OneOf(
		rapid.Just(math.NaN()), rapid.Just(math.Copysign(0, -1)), rapid.Float64(),
		rapid.Map(rapid.Int64Range(-1e9, 1e9), func(n int64) float64 { return float64(n) / 100 }),
	)
	for range rapid.IntRange(0, 4).Draw(t, "series") {
		k.Series = append(k.Series, store.KeptSeries{
			SeriesID: rtc.SeriesID{
				Name: rapid.String().Draw(t, "name"), Place: rapid.String().Draw(t, "place"), Share: rapid.Bool().Draw(t, "share"),
				At: rapid.Int64().Draw(t, "at"),
			},
			Alias: rapid.String().Draw(t, "alias"), Unit: rapid.String().Draw(t, "unit"),
			Values: rapid.SliceOfN(value, buckets, buckets).Draw(t, "values"),
		})
	}
	return k
}

func TestARecordIsReadAsItWasWritten(t *testing.T) {
	c := newCodec()
	defer c.close()
	rapid.Check(t, func(t *rapid.T) {
		k := anyKept(t)
		read, err := c.decode(c.encode(k))
		require.NoError(t, err)
		require.Len(t, read.Series, len(k.Series))
		for i, series := range k.Series {
			for at, value := range series.Values {
				require.Equal(t, math.Float64bits(value), math.Float64bits(read.Series[i].Values[at]))
			}
			series.Values, read.Series[i].Values = nil, nil
			require.Equal(t, series, read.Series[i])
		}
		k.Series, read.Series = nil, nil
		require.Equal(t, k, read)
	})
}

func TestARecordOfAWeekIsSmall(t *testing.T) {
	c := newCodec()
	defer c.close()
	k := &store.Kept{Span: rtc.Span{First: 168 * 2800, End: 168 * 2801}, Keep: 365 * 24 * time.Hour}
	values := make([]float64, 168)
	for i := range values {
		values[i] = math.Round(1e5*(5000+4000*math.Sin(float64(i)/24*2*math.Pi)+float64(i*7919%331))) / 1e5
		values[i] = math.Round(values[i]*100) / 100
	}
	k.Series = []store.KeptSeries{{SeriesID: rtc.SeriesID{Name: "user_count"}, Values: values}}
	k.Runs = []store.KeptRun{{Span: k.Span, Fetched: time.Unix(1.7e9, 0)}}
	size := len(c.encode(k))
	t.Logf("a week of hours takes %d bytes", size)
	assert.Less(t, size, 168*4)
}

// Whatever a record is made to be, reading it neither fails badly nor takes more memory than a record may.
func FuzzReadRecord(f *testing.F) {
	k := &store.Kept{
		Span: rtc.Span{First: 10, End: 13}, Keep: time.Hour, Runs: []store.KeptRun{{Span: rtc.Span{First: 10, End: 12}, Fetched: time.Unix(1e9, 0)}},
		Series: []store.KeptSeries{{SeriesID: rtc.SeriesID{Name: "a"}, Values: []float64{1, math.NaN(), 1.0 / 3}}},
	}
	f.Add(appendRecord(nil, k))
	f.Fuzz(func(t *testing.T, record []byte) {
		read, err := readRecord(record)
		if err == nil {
			for _, series := range read.Series {
				require.Len(t, series.Values, read.Span.Len())
			}
		}
	})
}

func TestGarbageIsNoRecord(t *testing.T) {
	c := newCodec()
	defer c.close()
	for _, garbage := range []string{"", "garbage", string(c.encoder.EncodeAll([]byte{2, 0}, nil)), string(c.encoder.EncodeAll(make([]byte, maxRecordBytes+1), nil))} {
		_, err := c.decode([]byte(garbage))
		assert.ErrorIs(t, err, errNoRecord)
	}
}
