// Command terraform checks what `deputy export terraform` has written, by HCL's own
// library: it parses, it stands as `terraform fmt` leaves it, every resource has
// one import block, and the import blocks are those of the delegations that deputy
// prints as JSON.
//
//	go run . FILE DELEGATIONS
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(file, delegations string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if !bytes.Equal(hclwrite.Format(text), text) {
		return fmt.Errorf("terraform fmt would change %s", file)
	}
	parsed, diagnostics := hclparse.NewParser().ParseHCL(text, file)
	if diagnostics.HasErrors() {
		return diagnostics
	}
	got, resources, err := imports(parsed.Body.(*hclsyntax.Body))
	if err != nil {
		return err
	}
	if !slices.Equal(sorted(keys(got)), sorted(resources)) {
		return fmt.Errorf("resources %v, import blocks %v", sorted(resources), sorted(keys(got)))
	}
	want, err := wanted(delegations)
	if err != nil {
		return err
	}
	var listed []string
	for to, id := range got {
		if kind, _, _ := strings.Cut(to, "."); kind != "aws_organizations_aws_service_access" && kind != "aws_organizations_resource_policy" {
			listed = append(listed, id)
		}
	}
	if !slices.Equal(sorted(listed), sorted(want)) {
		return fmt.Errorf("imported are %v, registered are %v", sorted(listed), sorted(want))
	}
	fmt.Printf("%d resources with their import blocks, %d of them delegations\n", len(resources), len(listed))
	return nil
}

// imports returns the ID that is imported to each resource, and the resources.
func imports(body *hclsyntax.Body) (ids map[string]string, resources []string, err error) {
	ids = map[string]string{}
	for _, b := range body.Blocks {
		if b.Type == "resource" {
			resources = append(resources, strings.Join(b.Labels, "."))
			for name, a := range b.Body.Attributes {
				if _, d := a.Expr.Value(nil); d.HasErrors() {
					return nil, nil, fmt.Errorf("%s of %v is no plain value: %w", name, b.Labels, d)
				}
			}
			continue
		}
		id, d := b.Body.Attributes["id"].Expr.Value(nil)
		to, e := hcl.AbsTraversalForExpr(b.Body.Attributes["to"].Expr)
		if d = append(d, e...); d.HasErrors() {
			return nil, nil, d
		}
		name := to.RootName() + "." + to[1].(hcl.TraverseAttr).Name
		if ids[name] != "" {
			return nil, nil, fmt.Errorf("%s is imported twice", name)
		}
		ids[name] = id.AsString()
	}
	return ids, resources, nil
}

// own are the services whose resource is not that of AWS Organizations, and whether
// it is one for each Region.
var own = map[string]bool{
	"audit-manager": true, "cloudtrail": false, "detective": true, "firewall-manager": false, "guardduty": true, "inspector": true, "macie": true,
	"network-security-manager": true, "security-hub": true, "vpc-ipam": false,
}

// wanted returns the IDs of the delegations that deputy prints as JSON.
func wanted(file string) ([]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var report struct {
		Services []struct {
			ID      string
			Holders []struct {
				Account, Principal string
				Mechanisms         []struct{ Name, Region, State string }
			}
		}
	}
	if err := json.Unmarshal(text, &report); err != nil {
		return nil, err
	}
	var ids []string
	for _, s := range report.Services {
		regional, isOwn := own[s.ID]
		for _, h := range s.Holders {
			for _, m := range h.Mechanisms {
				switch {
				case m.State != "registered":
				case isOwn && regional && m.Region != "":
					ids = append(ids, h.Account+"@"+m.Region)
				case isOwn && !regional && m.Name == "organizations":
					ids = append(ids, h.Account)
				case !isOwn && m.Name == "organizations":
					ids = append(ids, h.Account+"/"+h.Principal)
				}
			}
		}
	}
	return ids, nil
}

func keys(m map[string]string) (all []string) {
	for k := range m {
		all = append(all, k)
	}
	return all
}

func sorted(all []string) []string {
	slices.Sort(all)
	return all
}
