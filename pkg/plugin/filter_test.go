package plugin

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestEveryFilterHasALabel(t *testing.T) {
	t.Parallel()
	for _, known := range queryTypes {
		for _, name := range known.api.Filters {
			assert.NotEmpty(t, filterLabels[name], name)
		}
	}
}
