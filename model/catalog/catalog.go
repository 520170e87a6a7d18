package catalog

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sync"

	"deputy/model"
)

// catalogFiles hold the catalogue, one file for each family of services.
//
//go:embed *.json
var catalogFiles embed.FS

// index is the services with maps to find them.
type index struct {
	services    []Service
	byID        map[model.ServiceID]int
	byPrincipal map[model.Principal]int
}

// loaded returns the catalogue, parsed once. The data is part of the program
// and a test checks each entry, so an error is a mistake of whoever built the
// program, and nothing can go on without it.
var loaded = sync.OnceValue(func() index {
	services, err := read(catalogFiles)
	if err != nil {
		panic(err)
	}
	return newIndex(services)
})

// Services returns the services that support a delegated administrator, sorted
// by name. The slice is shared: do not change it.
func Services() []Service { return loaded().services }

// ByID returns the service with a catalogue id.
func ByID(id model.ServiceID) (Service, bool) {
	c := loaded()
	i, ok := c.byID[id]
	if !ok {
		return Service{}, false
	}
	return c.services[i], true
}

// ByPrincipal returns the service that a principal is delegated for. It does
// not find principals that only have trusted access.
func ByPrincipal(principal model.Principal) (Service, bool) {
	c := loaded()
	i, ok := c.byPrincipal[principal]
	if !ok {
		return Service{}, false
	}
	return c.services[i], true
}

// catalogFile is one file of the catalogue.
type catalogFile struct {
	Family   Family    `json:"family"`
	Services []Service `json:"services"`
}

// read returns the services of all files, sorted by name. It refuses unknown
// fields.
func read(files fs.FS) ([]Service, error) {
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		return nil, fmt.Errorf("list the catalogue: %w", err)
	}
	var services []Service
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		file, err := decodeCatalogFile(text)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		for _, service := range file.Services {
			service.Family = file.Family
			services = append(services, complete(service))
		}
	}
	slices.SortFunc(services, func(a, b Service) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return services, nil
}

// decodeCatalogFile reads one file.
func decodeCatalogFile(text []byte) (catalogFile, error) {
	var file catalogFile
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return catalogFile{}, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return catalogFile{}, errors.New("there is more after the end of the object")
	}
	return file, nil
}

// complete fills in what the data leaves out because it is the same as
// elsewhere.
func complete(service Service) Service {
	for i, principal := range service.Principals {
		if principal.Quota == (Quota{}) {
			service.Principals[i].Quota = service.Quota
		}
	}
	for _, call := range service.Calls() {
		for i, parameter := range call.Parameters {
			call.Parameters[i].Wire = cmp.Or(parameter.Wire, parameter.Name)
		}
	}
	return service
}

// newIndex returns the index of services.
func newIndex(services []Service) index {
	c := index{services, make(map[model.ServiceID]int), make(map[model.Principal]int)}
	for i, service := range services {
		c.byID[service.ID] = i
		for _, principal := range service.Principals {
			c.byPrincipal[principal.Name] = i
		}
	}
	return c
}
