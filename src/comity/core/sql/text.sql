-- Text of the office: one fold for searching, one key for sorting. Immutable, so that columns can be generated from them.
-- The embedded PostgreSQL has neither unaccent nor ICU; comity.domain.text says the same in Python and a test compares the two.
-- Every saved record passes here several times, hence the short cuts: regular expressions only for what is neither plain
-- nor Vietnamese, and the letters that translate() compares one after the other in the order of their frequency.
-- They name each other with the schema: a backup is restored without any search path, and columns are generated meanwhile.

create or replace function comity_spelled(value text) returns text
    language plpgsql immutable parallel safe as $$
begin
    return lower(case when value is nfkc normalized then value else normalize(coalesce(value, ''), NFKC) end);
end $$;

create or replace function comity_fold(value text) returns text
    language plpgsql immutable parallel safe as $$
declare
    folded text := public.comity_spelled(value);
begin
    if octet_length(folded) > length(folded) then
        folded := translate(normalize(folded, NFD), U&'đðøłı’‘ʼ\0301\0300\0302\0323\031B\0309\0306\0303', 'ddoli''''''');
    end if;
    if octet_length(folded) > length(folded) then  -- more than Vietnamese marks
        folded := regexp_replace(folded, '[\u0300-\u036f]+', '', 'g');
    end if;
    return folded;
end $$;

-- Vietnamese dictionary order: letters first (a ă â b c d đ e ê ...), tones only to separate equals.
create or replace function comity_sort_key(value text) returns text
    language plpgsql immutable parallel safe as $$
declare
    marks constant text := U&'\0300\0309\0303\0301\0323';
    others constant text := U&' nhticgao\0302u\031Bmđvelsbpyrdkq\0306xwfjz0123456789.,-''"()/:;&';
    -- Of other languages: a letter that wears them stands where the bare one does.
    foreign_marks constant text := '[\u0304\u0305\u0307\u0308\u030a-\u031a\u031c-\u0322\u0324-\u036f]|(?<![aeo])\u0302|(?<!a)\u0306|(?<![ou])\u031b';
    spelled text := public.comity_spelled(value);
    letters text := spelled;
    tones text;
begin
    if octet_length(spelled) > length(spelled) then
        spelled := normalize(spelled, NFD);
        letters := normalize(regexp_replace(translate(spelled, marks, ''), foreign_marks, '', 'g'), NFC);
    end if;
    letters := translate(letters, 'nhticgaouâôơưđmêvelsbpyrdkqăxwfjzæðıłøœßþ', 'RLZMEKAS[CTU\GQI]HPYDV`XFOWB_^JNaAFMPSSYZ');
    tones := translate(spelled, marks || others, '12345 ');
    if translate(tones, '12345 ', '') <> '' then
        tones := translate(regexp_replace(spelled, '[^\u0300\u0301\u0303\u0309\u0323 ]+', '', 'g'), marks, '12345');
    end if;
    return letters || ' ' || tones;
end $$;
