-- Where do accounts of one ceasefire contradict each other, and do they follow the side of the press?
-- Read: `yes_side` and `no_side` are the party of the conflict whose country the outlet is of. Where each side's press
-- clears its own side, wait for a third.
SELECT
    c.conflict,
    c.matter,
    c.party,
    coalesce(c.yes_press_side, 'neither') AS yes_side,
    coalesce(c.no_press_side, 'neither') AS no_side,
    count(*) AS contradictions,
    count(DISTINCT c.yes_family) AS yes_sources,
    count(DISTINCT c.no_family) AS no_sources,
    min(c.yes_evidence) AS one_yes,
    min(c.no_evidence) AS one_no
FROM conflicting_accounts AS c
GROUP BY c.conflict, c.matter, c.party, coalesce(c.yes_press_side, 'neither'), coalesce(c.no_press_side, 'neither')
ORDER BY contradictions DESC, c.conflict, c.matter, c.party, yes_side, no_side;
