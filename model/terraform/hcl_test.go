package terraform

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// TestString ensures that Terraform reads a quoted text as it was, whatever is
// in it, and evaluates nothing in it.
func TestString(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []rune("$%{}\"\\abc\n\r\t\x01\x7f\x1b\u0085é\u2028 u0024~")
	for range 50_000 {
		var text []rune
		for range random.IntN(10) {
			text = append(text, pieces[random.IntN(len(pieces))])
		}
		quoted := String(string(text))
		if got, err := readHCL(quoted); err != nil || got != string(text) {
			t.Fatalf("%q is written as %s and read as %q, %v", string(text), quoted, got, err)
		}
	}
	for name, want := range map[string]string{
		"": "_", "guardduty": "guardduty", "license-manager_eu-west-1": "license_manager_eu_west_1", "1a": "_1a", "a\"}\nb": "a___b",
	} {
		if got := Name(name); got != want {
			t.Errorf("%q is named %s, not %s", name, got, want)
		}
	}
}

// readHCL reads a quoted template without interpolations by HCL's grammar.
// https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#quoted-templates
func readHCL(quoted string) (string, error) {
	inner, begins := strings.CutPrefix(quoted, `"`)
	inner, ends := strings.CutSuffix(inner, `"`)
	if !begins || !ends {
		return "", fmt.Errorf("%s has no quotes", quoted)
	}
	var text strings.Builder
	for inner != "" {
		switch {
		case strings.HasPrefix(inner, "${"), strings.HasPrefix(inner, "%{"):
			return "", fmt.Errorf("a template begins at %s", inner)
		case inner[0] == '"', inner[0] < ' ':
			return "", fmt.Errorf("the string ends at %q", inner)
		case strings.HasPrefix(inner, `\u`):
			if len(inner) < 6 {
				return "", fmt.Errorf("the escape at %s is too short", inner)
			}
			code, err := strconv.ParseUint(inner[2:6], 16, 32)
			if err != nil {
				return "", err
			}
			text.WriteRune(rune(code))
			inner = inner[6:]
		case strings.HasPrefix(inner, `\"`), strings.HasPrefix(inner, `\\`):
			text.WriteByte(inner[1])
			inner = inner[2:]
		case inner[0] == '\\':
			return "", fmt.Errorf("there is no escape like that at %s", inner)
		default:
			text.WriteByte(inner[0])
			inner = inner[1:]
		}
	}
	return text.String(), nil
}
