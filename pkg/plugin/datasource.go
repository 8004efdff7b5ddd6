// Package plugin is the data source as Grafana sees it: settings, queries, frames, health and resources. What it knows
// of Volcengine it asks of package rtc.
package plugin

import (
	"context"
	"net/http"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/backend/resource/httpadapter"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/shared"
	"volcengine-rtc-datasource/pkg/store"
)

// ID is the plugin's id in plugin.json.
const ID = "volcengine-rtc-datasource"

// Datasource answers the requests of one configured data source. Grafana makes a new one whenever the settings change.
type Datasource struct {
	backend.CallResourceHandler

	settings   settings
	indicators map[*rtc.API]indicatorBook
	stores     map[*rtc.API]*store.Store
	apps       *store.Apps
	client     *rtc.Client
	transport  *http.Transport
	fields     *sharedFields
	redis      *shared.Redis   // nil without replicas
	replica    *shared.Replica // likewise
	now        func() time.Time
}

var (
	_ backend.QueryDataHandler      = (*Datasource)(nil)
	_ backend.CheckHealthHandler    = (*Datasource)(nil)
	_ backend.CallResourceHandler   = (*Datasource)(nil)
	_ instancemgmt.InstanceDisposer = (*Datasource)(nil)
)

// process is what the data sources of a process have in common.
type process struct {
	stores      *store.Process
	roles       *rtc.Roles
	connections *shared.Connections
	clock       Clock
}

// Clock is what the data sources of a process go by.
type Clock struct {
	// Now tells which data is final.
	Now func() time.Time
	// BackfillEvery is how often the backfill looks for what is due, in real time; 0 is the usual. A Now that runs ahead needs
	// less.
	BackfillEvery time.Duration
}

// NewFactory gives the function that makes data sources. What it makes shares the quota of each account, what is known of
// it and the keys of each role, so a process needs one factory. now is the clock that tells which data is final.
func NewFactory(now func() time.Time) datasource.InstanceFactoryFunc {
	return Clock{Now: now}.NewFactory()
}

// NewFactory is the factory of a process that goes by the clock.
func (c Clock) NewFactory() datasource.InstanceFactoryFunc {
	common := process{stores: store.NewProcess(), roles: rtc.NewRoles(), connections: shared.NewConnections(), clock: c}
	return func(ctx context.Context, instance backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
		ds, err := newDatasource(ctx, instance, common)
		if err != nil {
			// Wrong settings are the administrator's to mend, not a fault of the plugin.
			return nil, backend.DownstreamError(err)
		}
		return ds, nil
	}
}

func newDatasource(ctx context.Context, instance backend.DataSourceInstanceSettings, common process) (*Datasource, error) {
	settings, err := parseSettings(instance)
	if err != nil {
		return nil, err
	}
	options, err := instance.HTTPClientOptions(ctx)
	if err != nil {
		return nil, &settingError{Field: "jsonData", Problem: "has HTTP options that cannot be read", Cause: err}
	}
	options.Timeouts.Timeout = settings.timeout // the SDK takes what is not a number for no limit at all
	var transport *http.Transport
	options.ConfigureMiddleware = withoutTracedIDs
	options.ConfigureTransport = func(_ httpclient.Options, t *http.Transport) { transport = t }
	httpClient, err := httpclient.New(options)
	if err != nil {
		return nil, &settingError{Field: "jsonData", Problem: "has HTTP options that cannot be used", Cause: err}
	}
	client, err := rtc.NewClient(settings.account, httpClient, common.roles, backend.Logger.With("datasource", instance.UID).Debug)
	if err != nil {
		return nil, &settingError{Field: "endpoint", Problem: "cannot be used", Cause: err}
	}
	redis, err := openRedis(ctx, instance, settings.redis, common.connections)
	if err != nil {
		client.Close()
		return nil, err
	}
	ofApps := store.Options{CacheTTL: settings.cacheTTL, Timeout: settings.timeout, Epoch: settings.epoch, Slots: slotsOf(redis)}
	ds := &Datasource{
		settings:   settings,
		indicators: map[*rtc.API]indicatorBook{},
		stores:     map[*rtc.API]*store.Store{},
		apps:       store.NewApps(client, ofApps, common.stores, common.clock.Now),
		client:     client,
		transport:  transport,
		fields:     newSharedFields(),
		redis:      redis,
		now:        common.clock.Now,
	}
	if redis != nil {
		ds.replica = shared.NewReplica(redis, settings.account)
	}
	for _, known := range queryTypes {
		ds.indicators[known.api] = newIndicatorBook(known, settings.indicators)
		options := settings.storeOptions(known)
		options.Slots, options.BackfillEvery = slotsOf(redis), common.clock.BackfillEvery
		if ds.replica != nil {
			options.Shared = ds.replica
		}
		ds.stores[known.api] = store.New(client, known.api, options, common.stores, common.clock.Now)
	}
	ds.CallResourceHandler = httpadapter.New(ds.resources())
	return ds, nil
}

// slotsOf are the slots of the replicas; an interface with a nil pointer in it would not be nil.
func slotsOf(redis *shared.Redis) quota.Slots {
	if redis == nil {
		return nil
	}
	return redis
}

// Dispose ends what the data source has under way; Grafana calls it after it made a new one.
func (d *Datasource) Dispose() {
	for _, store := range d.stores {
		store.Close()
	}
	d.apps.Close()
	d.client.Close()
	if d.redis != nil {
		d.replica.Close()
		d.redis.Close()
	}
	// The SDK's client hides this behind its middlewares, and idle connections would stay for a minute and a half.
	d.transport.CloseIdleConnections()
}

// QueryData answers every query of a request on its own: a bad one does not spoil the others. All are asked before the
// first is waited for, so that they share their calls.
func (d *Datasource) QueryData(ctx context.Context, req *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	from := askerOf(req)
	type asked struct {
		query query
		ask   *store.Ask
	}
	response := backend.NewQueryDataResponse()
	var open []asked
	for _, dataQuery := range req.Queries {
		q, err := parseQuery(dataQuery, d.settings, from)
		if err != nil {
			response.Responses[dataQuery.RefID] = errorResponse(err)
			continue
		}
		open = append(open, asked{q, d.stores[q.api].Ask(ctx, q.question())})
	}
	for _, a := range open {
		answer, err := a.ask.Wait(ctx)
		if err != nil {
			response.Responses[a.query.refID] = errorResponse(err)
			continue
		}
		response.Responses[a.query.refID] = d.respond(ctx, a.query, answer)
	}
	return response, nil
}

// respond makes the response of one query from its answer.
func (d *Datasource) respond(ctx context.Context, q query, answer store.Answer) backend.DataResponse {
	if q.api.List != nil {
		return d.respondWithList(ctx, q, answer)
	}
	if err := verdict(q, answer); err != nil {
		return errorResponse(err)
	}
	names := legend{
		template: q.legend, severalApps: len(q.appIDs) > 1, filter: q.filter.Fields(), dimension: q.filter.Dimension,
		indicators: d.indicators[q.api],
	}
	if names.needsAppNames() && !q.asker.rule { // a rule shows no names
		names.appNames = d.apps.Names(ctx)
	}
	frame := frameOf(q, answer, names, d.fields)
	frame.AppendNotices(q.notices...)
	return backend.DataResponse{Frames: []*data.Frame{frame}}
}
