-- Text of the office: one fold for searching, one key for sorting. Immutable, so that columns can be generated from them.
-- The embedded PostgreSQL has neither unaccent nor ICU; comity.domain.text says the same in Python and a test compares the two.

create or replace function comity_fold(value text) returns text
    language sql immutable parallel safe as $$
    select translate(
        regexp_replace(normalize(lower(normalize(coalesce(value, ''), NFKC)), NFD), '[\u0300-\u036f]', '', 'g'),
        'đðøłı’‘ʼ', 'ddoli''''''')
$$;

-- Vietnamese dictionary order: letters first (a ă â b c d đ e ê ...), tones only to separate equals.
create or replace function comity_sort_key(value text) returns text
    language sql immutable parallel safe as $$
    with spelled as (
        select normalize(lower(normalize(coalesce(value, ''), NFKC)), NFD) as s
    ), parts as (
        select
            normalize(regexp_replace(s, '[\u0300\u0301\u0303\u0309\u0323]', '', 'g'), NFC) as letters,
            translate(regexp_replace(s, '[^\u0300\u0301\u0303\u0309\u0323 ]', '', 'g'),
                      U&'\0300\0309\0303\0301\0323', '12345') as tones
        from spelled
    ), plain as (
        select
            translate(letters, 'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz',
                      'ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`a') as letters,
            tones
        from parts
    )
    select normalize(regexp_replace(normalize(letters, NFD), '[\u0300-\u036f]', '', 'g'), NFC) || ' ' || tones
    from plain
$$;
