-- A point is about somebody or something, and never public: the plain row that the test would make is refused.
insert into comity_point (city_id, code, title_en, title_vi, sensitivity, shown_to, note_en, note_vi, to_verify, is_sample,
                          version, changed_at, kind, partner_id, stated_on, valid_to)
select city_id, '', 'Is asked about the ferry', '', 1, '{}', '', '', false, false, 1, now(), 'sensitive', id, '', ''
  from comity_partner order by id limit 1;
