-- Who demands, offers or refuses the four regions of Ukraine that Russia claims to have annexed?
-- Read: `regions` is how many of the four (Donetsk, Kherson, Luhansk, Zaporizhzhia) one sentence names; 4 is the whole
-- demand. Other conflicts: put other ISO 3166-2 codes into the list.
SELECT
    t.said_on,
    r.act,
    r.polarity,
    count(DISTINCT p.place_code) AS regions,
    coalesce(r.parties, '') AS parties,
    coalesce(r.speaker, 'outlet') AS said_by,
    r.outlet,
    r.evidence
FROM results AS r
JOIN result_times AS t ON t.mention_id = r.mention_id
JOIN result_places AS p ON p.mention_id = r.mention_id
WHERE r.category = 'territory' AND r.act IN ('demand', 'offer', 'refuse', 'claim')
    AND p.place_code IN ('UA-09', 'UA-14', 'UA-23', 'UA-65')
GROUP BY r.mention_id, t.said_on, r.act, r.polarity, r.parties, r.speaker, r.outlet, r.evidence
ORDER BY t.said_on DESC, regions DESC, r.outlet, r.mention_id;
