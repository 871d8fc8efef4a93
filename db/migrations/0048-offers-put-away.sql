-- A colleague may put the offer of a call away until something happens to the call.

create table call_offers_put_away (
  call_id bigint not null,
  person_id bigint not null references people,
  primary key (call_id, person_id)
);
comment on table call_offers_put_away is 'Who is not shown the offer of a call any more, because they said so. Rows go with the next event of the call, or when it is offered to nobody any longer.';
comment on column call_offers_put_away.call_id is 'The call.';
comment on column call_offers_put_away.person_id is 'The colleague who put it away.';
