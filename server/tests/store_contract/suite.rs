//! What every store keeps to, as small cases that run on each database.
//!
//! A test binary implements [`bed::Bed`] for its database and names it in [`contract`]. The model
//! of the simulation implements [`bed::StoreBed`] and names it in [`conversations_contract`], which
//! leaves out what no conversation needs.

pub(crate) mod append;
pub(crate) mod audit;
pub(crate) mod bed;
pub(crate) mod catalog;
pub(crate) mod conversations;
pub(crate) mod creation;
pub(crate) mod damage;
pub(crate) mod devices;
pub(crate) mod histories;
pub(crate) mod identity;
pub(crate) mod links;
pub(crate) mod mail;
pub(crate) mod media;
pub(crate) mod nodes;
pub(crate) mod people;
pub(crate) mod projection;
pub(crate) mod rooms;
pub(crate) mod staff;
pub(crate) mod tenants;
pub(crate) mod trace;
pub(crate) mod upkeep;

/// Makes a test of each case of both, on a bed of its own.
macro_rules! contract {
    ($bed:path) => {
        crate::suite::conversations_contract!($bed);
        crate::suite::cases!($bed;
            damage: sn6_a_room_ahead_of_its_log_goes_back_to_the_log,
            damage: ls1_a_broken_row_is_rebuilt_from_the_log,
            damage: sn1_a_snapshot_of_other_rules_or_unreadable_is_passed_over,
            damage: op7_events_of_the_future_keep_their_place,
            devices: s26_a_camera_joins_once_and_until_it_is_ended,
            devices: s26_a_device_carries_on_once_and_can_be_put_out,
            devices: a_saved_answer_has_its_name_once_in_its_place,
            conversations: s17_a_history_is_of_one_visitor_and_goes_back_page_by_page,
            media: cv2_a_source_is_fetched_once,
            media: the_shelf_is_in_order_of_place,
            media: a_preview_becomes_the_sharp_picture_under_one_id,
            media: a_film_is_known_before_its_bytes_are_there,
            media: s65_a_deleted_picture_is_gone_and_names_its_blobs_once,
            media: the_pictures_of_a_conversation_are_known,
            staff: s15_a_session_ends_unused_or_old_or_with_its_person,
            staff: s24_sessions_end_one_by_one_all_and_all_but_one,
            staff: what_somebody_chose_is_kept_and_the_rest_stays_open,
            staff: somebody_is_added_once_and_an_address_belongs_to_one,
            staff: s24_a_new_role_and_leaving_end_the_sessions,
            staff: the_last_administrator_stays,
            staff: two_administrators_who_demote_each_other_leave_one,
            staff: s35_another_account_finds_and_changes_nobody,
            links: s84_the_setup_link_makes_everything_once,
            links: s26_a_link_works_once_and_not_for_ever,
            links: s26_of_many_who_redeem_at_once_one_succeeds,
            links: s26_an_invitation_is_for_newcomers_and_a_reset_for_the_others,
            mail: an_answer_makes_a_mail_due_for_whoever_left_an_address,
            mail: a_leased_mail_is_nobody_elses_until_the_lease_ends,
            mail: answers_close_together_are_one_mail_and_later_ones_wait,
            mail: a_mail_that_failed_is_due_again_until_it_is_given_up,
            mail: a_still_goes_with_the_mail_that_waits,
            mail: s26_a_link_of_a_mail_works_once_at_its_own_shop,
            mail: a_link_leads_back_to_the_page_on_which_the_address_was_told,
            mail: s26_of_many_who_use_a_link_at_once_one_gets_in,
            mail: s81_an_erased_visitor_gets_no_mail_and_no_link_works,
            audit: s78_a_whole_chain_is_intact,
            audit: s78_an_altered_row_is_found,
            audit: s78_a_removed_row_is_found,
            audit: s78_a_missing_end_is_found,
            audit: s78_rows_that_changed_places_are_found,
            audit: s78_many_who_write_at_once_make_one_chain,
            identity: inboxes_are_added_once_and_changed,
            identity: s16_an_inbox_has_two_keys_at_most,
            identity: s17_what_a_visitor_tells_does_not_cover_what_was_signed,
            identity: s16_a_signed_token_counts_once,
            identity: s17_only_a_signature_leads_to_another_visitors_history,
            identity: s14_the_token_before_works_a_little_longer,
            damage: sn6_the_epoch_stays_until_it_is_renewed,
            damage: a_newer_database_is_refused,
            upkeep: s82_an_ended_conversation_goes_whole_and_others_stay,
            upkeep: s82_one_that_goes_on_again_is_kept,
            upkeep: s81_an_erased_visitor_leaves_nothing_but_the_fact,
            upkeep: s82_a_visitor_of_whom_nothing_is_left_goes,
            upkeep: a_gap_and_a_row_that_differs_are_found,
            catalog: a_feed_fills_the_catalogue_and_the_next_one_changes_what_differs,
            catalog: a_feed_that_would_empty_the_shop_changes_nothing,
            catalog: products_are_found_by_every_word_the_best_first,
            catalog: another_language_finds_by_other_endings,
            catalog: related_products_are_named_or_alike_and_never_in_the_cart,
            catalog: tp3_a_catalogue_belongs_to_one_account,
            catalog: one_import_at_a_time_and_a_feed_when_it_is_due,
            damage: sn1_without_its_snapshot_a_room_is_folded_from_the_log,
            trace: views_are_read_page_by_page_by_their_account,
            trace: s82_views_are_deleted_when_they_are_old,
            trace: s81_views_go_with_the_conversation_and_the_visitor,
        );
    };
}

/// Makes a test of each case about rooms, conversations and whose they are.
macro_rules! conversations_contract {
    ($bed:path) => {
        crate::suite::cases!($bed;
            append: op3_both_streams_count_without_gaps_and_answers_name_the_seq,
            append: op9_a_repeat_is_answered_with_the_first_seq_for_ever,
            append: op9_a_repeat_within_one_batch_happens_once,
            append: op9_the_same_cid_of_another_actor_is_another_operation,
            append: op9_an_operation_of_several_events_repeats_as_one,
            append: op9_an_operation_that_changed_nothing_is_not_decided_anew,
            append: op9_where_nothing_was_said_yet_changing_nothing_is_never_granted,
            append: ld1_of_two_hands_in_one_batch_one_gets_the_lead,
            append: op10_author_and_time_are_set_by_the_server,
            append: op11_refused_and_repeated_operations_leave_their_neighbours_alone,
            append: op11_a_batch_that_cannot_be_stored_leaves_nothing_of_any_room,
            append: op12_an_operation_under_an_older_fence_is_stale,
            append: op1_two_batches_of_one_room_in_one_call_are_not_mixed,
            append: op1_more_rooms_than_one_statement_holds_are_answered_in_order,
            nodes: op8_events_of_another_node_are_applied_before_deciding_and_returned,
            nodes: op1_two_writers_on_one_room_keep_order_and_lose_nothing,
            nodes: tp5_two_writers_that_create_one_room_make_one_log,
            creation: tp5_the_first_message_of_a_visitor_creates_the_conversation,
            creation: tp5_the_first_item_of_an_agent_creates_the_conversation,
            creation: tp4_refused_and_empty_first_operations_leave_no_row,
            projection: ls3_waiting_counts_from_the_earliest_unanswered_message,
            projection: ls1_the_list_is_by_latest_activity_and_shows_the_last_line,
            projection: ls1_a_note_is_not_activity_and_not_the_last_line,
            conversations: co1_of_two_who_take_at_once_one_wins,
            conversations: co6_what_the_former_one_has_under_way_is_stale,
            conversations: ls4_each_view_holds_its_own,
            conversations: co3_an_ended_conversation_is_past_and_a_new_one_begins,
            conversations: rc1_receipts_only_grow,
            conversations: co5_an_erased_message_leaves_its_place_and_nothing_else,
            histories: op4_live_loaded_and_rebuilt_rooms_are_one,
            rooms: sn1_a_snapshot_and_its_tail_are_the_fold_of_the_log,
            rooms: sn1_a_snapshot_never_goes_back_and_never_leaves_the_log,
            rooms: sn2_a_log_is_read_in_pieces,
            rooms: tp2_notes_are_read_from_the_staff_stream_only,
            rooms: op6_messages_are_paged_from_the_newest,
            rooms: op4_a_log_longer_than_one_chunk_folds_whole,
            rooms: sn5_registers_are_replaced_and_deleted,
            people: a_seed_is_made_once_and_then_brought_up_to_date,
            people: hs3_a_visitor_is_found_by_the_hash_of_its_token,
            people: the_newest_stored_time_is_known,
            tenants: tp3_another_account_finds_nothing,
            tenants: tp3_another_account_cannot_write_into_a_conversation,
        );
    };
}

macro_rules! cases {
    ($bed:path; $($module:ident: $case:ident,)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                crate::suite::$module::$case(&$bed().await).await;
            }
        )*
    };
}
pub(crate) use {cases, contract, conversations_contract};
