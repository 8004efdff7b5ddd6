package rtcsim

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"syscall"
)

// Client returns an in-memory client of the server: it opens no socket, so it
// works inside a testing/synctest bubble. Any host of a URL leads to the server.
//
// As with a real connection, the answer's body must be read or closed, and the
// request's context ends a call that waits. Faults of the connection come as the
// errors that a socket gives: ECONNRESET before the headers, io.ErrUnexpectedEOF
// in the body.
func (s *Server) Client() *http.Client {
	return &http.Client{Transport: memoryTransport{handler: s}}
}

type memoryTransport struct{ handler http.Handler }

// RoundTrip runs the handler in a goroutine of its own, which ends with the
// answer, with the request's context, or when the answer's body is closed.
func (t memoryTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	body, err := readBody(request)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(request.Context())
	w := newMemoryWriter(request, cancel)
	go t.serve(ctx, w, receivedRequest(ctx, request, body))

	select {
	case response := <-w.response:
		if response == nil {
			cancel()
			return nil, fmt.Errorf("rtcsim: %w", errReset)
		}
		return response, nil
	case <-request.Context().Done():
		cancel()
		return nil, request.Context().Err()
	}
}

// errReset is what net/http reports for a connection reset by the server.
var errReset error = &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}

func (t memoryTransport) serve(ctx context.Context, w *memoryWriter, r *http.Request) {
	defer w.cancel()
	stop := context.AfterFunc(ctx, func() { w.pipe.CloseWithError(context.Cause(ctx)) })
	defer stop()

	aborted := t.aborts(w, r)
	switch {
	case ctx.Err() != nil:
		// The handler gave up because the client left: that is no end of a body.
		w.pipe.CloseWithError(context.Cause(ctx))
	case aborted:
		w.abort()
	default:
		w.WriteHeader(http.StatusOK) // no-op unless the handler wrote nothing
		_ = w.pipe.Close()
	}
}

func (t memoryTransport) aborts(w http.ResponseWriter, r *http.Request) (aborted bool) {
	defer func() {
		switch v := recover(); v {
		case nil:
		case http.ErrAbortHandler:
			aborted = true
		default:
			panic(v)
		}
	}()
	t.handler.ServeHTTP(w, r)
	return false
}

func readBody(request *http.Request) ([]byte, error) {
	if request.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(request.Body)
	return body, errors.Join(err, request.Body.Close())
}

// receivedRequest is the request as a server has it after the wire.
func receivedRequest(ctx context.Context, sent *http.Request, body []byte) *http.Request {
	r := sent.Clone(ctx)
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.ContentLength = int64(len(body))
	r.Header.Del("Host")
	if r.Host == "" {
		r.Host = sent.URL.Host
	}
	if r.URL.Path == "" {
		r.URL.Path = "/"
	}
	r.RequestURI = r.URL.RequestURI()
	r.RemoteAddr = "127.0.0.1:0"
	return r
}

// memoryWriter hands the response over at its headers and streams the body.
type memoryWriter struct {
	request  *http.Request
	cancel   context.CancelFunc
	header   http.Header
	response chan *http.Response // one: the response, or nil when aborted before it
	reader   *io.PipeReader
	pipe     *io.PipeWriter
	started  bool
}

func newMemoryWriter(request *http.Request, cancel context.CancelFunc) *memoryWriter {
	reader, pipe := io.Pipe()
	return &memoryWriter{
		request:  request,
		cancel:   cancel,
		header:   http.Header{},
		response: make(chan *http.Response, 1),
		reader:   reader,
		pipe:     pipe,
	}
}

func (w *memoryWriter) Header() http.Header { return w.header }

// Flush has nothing to do: what is written is with the client already.
func (w *memoryWriter) Flush() {}

func (w *memoryWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if len(p) == 0 {
		return 0, nil // a pipe would wait for a reader even so
	}
	return w.pipe.Write(p)
}

func (w *memoryWriter) WriteHeader(status int) {
	if w.started {
		return
	}
	w.started = true
	header := w.header.Clone()
	length, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64)
	if err != nil {
		length = -1
	}
	w.response <- &http.Response{
		Status:        fmt.Sprintf("%d %s", status, http.StatusText(status)),
		StatusCode:    status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        header,
		Body:          &memoryBody{PipeReader: w.reader, leave: w.cancel},
		ContentLength: length,
		Request:       w.request,
	}
}

func (w *memoryWriter) abort() {
	if w.started {
		w.pipe.CloseWithError(io.ErrUnexpectedEOF)
		return
	}
	w.started = true
	w.response <- nil
}

// memoryBody tells the handler that the client leaves when it closes the body.
type memoryBody struct {
	*io.PipeReader
	leave context.CancelFunc
}

func (b *memoryBody) Close() error {
	b.leave()
	return b.PipeReader.Close()
}
