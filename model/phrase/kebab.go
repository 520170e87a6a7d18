package phrase

import (
	"strings"
)

// Kebab turns the CamelCase name of an AWS operation or parameter into the
// AWS CLI's: RegisterDelegatedAdministrator into
// register-delegated-administrator.
func Kebab(s string) string {
	var b strings.Builder
	for i, c := range s {
		upper := c >= 'A' && c <= 'Z'
		if upper && i > 0 && (s[i-1] < 'A' || s[i-1] > 'Z' || i+1 < len(s) && s[i+1] >= 'a' && s[i+1] <= 'z') {
			b.WriteByte('-')
		}
		b.WriteString(strings.ToLower(string(c)))
	}
	return b.String()
}
