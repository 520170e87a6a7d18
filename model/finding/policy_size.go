package finding

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// near is from how many per cent of its quota on a document is near it.
const near = 90

// findLarge finds documents near their size quota, and says what they would take
// without white space, which counts where a policy is not saved in the console.
func findLarge(w *inspector) {
	for _, p := range w.customerPolicies() {
		most, _ := p.Type.Quota()
		d, _ := w.r.Document(p.ID)
		n := utf8.RuneCountInString(d.Text)
		if w.document(p) == nil || most == 0 || 100*n < near*most || w.isGuardrail(p) {
			continue
		}
		f := Finding{
			Severity: SeverityLow, Place: Place{Policy: p.ID}, Sources: []string{pageQuotas},
			Title:    fmt.Sprintf("%s takes %d %% of its size quota", p.Name, 100*n/most),
			Evidence: fmt.Sprintf("Its text has %d of %d characters.", n, most),
			Fix:      "Move statements into another policy, or shorten them.",
		}
		var compact bytes.Buffer
		if json.Compact(&compact, []byte(d.Text)) == nil {
			if least := utf8.RuneCount(compact.Bytes()); least < n {
				f.Fix = fmt.Sprintf("Without white space it would have %d characters.", least)
			}
		}
		w.add(f)
	}
}
