package finding

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"deputy/model/phrase"
)

// nearQuota is the share of its size quota, in percent, from which on a policy
// is near it.
const nearQuota = 90

// findLarge finds policies near their size quota, and says how many characters
// they would take without white space. That counts only for policies that are
// not saved in the console, which strips it.
func findLarge(w *inspector) {
	for _, p := range w.customerPolicies() {
		most, _ := p.Type.Quota()
		d, _ := w.r.Document(p.ID)
		n := utf8.RuneCountInString(d.Text)
		if w.document(p) == nil || most == 0 || 100*n < nearQuota*most || w.isGuardrail(p) {
			continue
		}
		f := Finding{
			Severity: SeverityLow, Place: Place{Policy: p.ID}, Sources: []string{pageQuotas},
			Title:    fmt.Sprintf("%s uses %s of its size quota", p.Name, phrase.Percent(n, most)),
			Evidence: fmt.Sprintf("Its document has %d of %d characters.", n, most),
			Fix:      "Move statements into another policy, or shorten them.",
		}
		var compact bytes.Buffer
		if json.Compact(&compact, []byte(d.Text)) == nil {
			if least := utf8.RuneCount(compact.Bytes()); least < n {
				f.Fix = fmt.Sprintf("Remove white space: the document would then have %d characters.", least)
			}
		}
		w.add(f)
	}
}
