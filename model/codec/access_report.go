package codec

import (
	"fmt"
	"time"

	"deputy/model"
	"deputy/model/phrase"
)

// The service last accessed information that somebody asked for.
type (
	savedAccessReport struct {
		Node      model.NodeID         `json:"TargetId"`
		Policy    model.PolicyID       `json:"PolicyId,omitempty"`
		Generated time.Time            `json:"JobCompletionDate,omitzero"`
		Services  []savedServiceAccess `json:"AccessDetails"`
	}
	savedServiceAccess struct {
		Name      string       `json:"ServiceName,omitempty"`
		Namespace string       `json:"ServiceNamespace"`
		Region    model.Region `json:"Region,omitempty"`
		Path      string       `json:"EntityPath,omitempty"`
		Last      time.Time    `json:"LastAuthenticatedTime,omitzero"`
		Accounts  int          `json:"TotalAuthenticatedEntities,omitempty"`
	}
)

var (
	accessReportKeys  = []string{"TargetId", "PolicyId", "JobCompletionDate", "AccessDetails"}
	serviceAccessKeys = []string{"ServiceName", "ServiceNamespace", "Region", "EntityPath", "LastAuthenticatedTime", "TotalAuthenticatedEntities"}
)

func (e *encoder) accessReports(s *model.Snapshot) {
	if len(s.AccessReports) == 0 {
		return
	}
	list(e, "accessReports", s.AccessReports, func(r model.AccessReport) savedAccessReport {
		saved := savedAccessReport{r.Node, r.Policy, phrase.UTC(r.Generated), make([]savedServiceAccess, len(r.Services))}
		for i, a := range r.Services {
			saved.Services[i] = savedServiceAccess{a.Name, a.Namespace, a.Region, a.Path, phrase.UTC(a.Last), a.Accounts}
		}
		return saved
	})
}

func (d *decoder) accessReport() error {
	var r model.AccessReport
	if err := d.object(accessReportKeys, func(n int) error {
		switch n {
		case 0:
			return intern(d.scanner, &r.Node)
		case 1:
			return intern(d.scanner, &r.Policy)
		case 2:
			return d.time(&r.Generated)
		default:
			return d.list(func() error {
				if err := d.count(); err != nil {
					return err
				}
				a, err := d.serviceAccess()
				r.Services = append(r.Services, a)
				return err
			})
		}
	}); err != nil {
		return err
	}
	if r.Node == "" {
		return errWithout("TargetId")
	}
	d.s.AccessReports = append(d.s.AccessReports, r)
	return nil
}

func (d *decoder) serviceAccess() (a model.ServiceAccess, err error) {
	err = d.object(serviceAccessKeys, func(n int) error {
		switch n {
		case 0:
			return intern(d.scanner, &a.Name)
		case 1:
			return intern(d.scanner, &a.Namespace)
		case 2:
			return intern(d.scanner, &a.Region)
		case 3:
			return intern(d.scanner, &a.Path)
		case 4:
			return d.time(&a.Last)
		default:
			return d.integer(&a.Accounts)
		}
	})
	if err == nil && a.Namespace == "" {
		err = errWithout("ServiceNamespace")
	}
	return a, err
}

// checkAccessReports refuses a report that appears twice in the sorted list.
func checkAccessReports(s *model.Snapshot) error {
	if r := duplicate(s.AccessReports, func(r model.AccessReport) string { return model.AccessTarget(r.Node, r.Policy) }); r != nil {
		return fmt.Errorf("the access report of %q appears twice", phrase.Shorten(string(r.Node)))
	}
	return nil
}

func (c *cache) accessReport(r *model.AccessReport) {
	word(c, &r.Node)
	word(c, &r.Policy)
	c.time(&r.Generated)
	elements(c, &r.Services, func(a *model.ServiceAccess) {
		word(c, &a.Name)
		word(c, &a.Namespace)
		word(c, &a.Region)
		word(c, &a.Path)
		c.time(&a.Last)
		if accounts := c.number(uint64(a.Accounts)); c.reads() {
			a.Accounts = int(accounts)
		}
	})
}
