// Package apiv2 is the modern interface for integrators: resources under
// /api/v2/, written down in api/openapi.yaml before they were built. Who calls
// is told by the institution's own client certificate; it sees its own rows.
//
// The routes are a table (routes.go). What an answer can be, whatever the
// route, lives in handler.go (order of the checks), problem.go (refusals),
// once.go (repeated calls) and rate.go.
package apiv2
