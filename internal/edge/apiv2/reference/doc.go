// Package reference turns an OpenAPI 3.1 document into what integrators read: a
// page of HTML without scripts, and the document itself as YAML and as JSON. All
// of it is made once, at the start, from the contract alone, so that the page
// cannot say anything else than the contract does.
package reference
