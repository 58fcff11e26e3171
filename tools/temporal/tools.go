//go:build tools

// Package tools pins what is built from source: the Temporal CLI, whose dev server the embedded stack runs, and the
// server with its schema tool, which measuring runs on PostgreSQL.
package tools

import (
	_ "github.com/temporalio/cli/cmd/temporal"
	_ "go.temporal.io/server/cmd/server"
	_ "go.temporal.io/server/cmd/tools/sql"
)
