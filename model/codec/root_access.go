package codec

import "deputy/model"

func (d *decoder) rootAccess() error {
	enabled := []string{}
	err := d.object([]string{"EnabledFeatures"}, func(int) error {
		return d.list(func() error {
			feature, err := d.str()
			enabled = append(enabled, string(feature))
			return err
		})
	})
	d.s.RootAccess = &model.RootAccessFact{Enabled: enabled}
	return err
}
