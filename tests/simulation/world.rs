//! A run: a process, a few tabs, the connections between them, and what befalls them by a seed.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use vitrine_server::auth;
use vitrine_server::store::{AgentRecord, SessionRecord, VisitorRecord};
use vitrine_shared::ids::{AgentId, ConversationId, MediaId, VisitorId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::Auth;
use vitrine_shared::wire::people::StaffRole;
use vitrine_tests::history::{Broken, History, Log, Promise, Reader};

use crate::client::{Around, Client, Login};
use crate::dice::Dice;
use crate::host::Host;
use crate::network::Wire;
use crate::shop;
use crate::storage::{Bug, Storage};
use crate::trace::Trace;
use crate::wishes::Wishes;

/// How much time passes between two looks at the clients, in milliseconds.
const TICK: u64 = 10;
/// How long everybody has to come to rest after the last fault, in milliseconds.
const REST_WITHIN: u64 = 120_000;
/// The time of day at which a run begins: 1 January 2026.
const EPOCH: i64 = 1_767_225_600_000;

/// What came of a run.
pub(crate) struct Outcome {
    pub(crate) broken: Vec<Broken>,
    pub(crate) trace: String,
    /// Operations that were acknowledged.
    pub(crate) acknowledged: usize,
    /// Times that a process began.
    pub(crate) processes: u32,
    /// Sockets that were opened.
    pub(crate) sockets: u32,
}

pub(crate) struct World<'a> {
    dice: Dice,
    now: u64,
    folder: &'a Path,
    storage: Arc<Storage>,
    host: Option<Host>,
    /// When the next process begins, while there is none.
    begins_at: u64,
    /// Until when the process stands still.
    frozen_until: u64,
    /// The time of day minus the time of the run.
    wall: i64,
    clients: Vec<Client>,
    wires: Vec<Wire>,
    wishes: Wishes,
    history: History,
    /// The first time that somebody was said to have got further than they have.
    ahead: Option<Broken>,
    trace: Trace,
    conversation: Option<ConversationId>,
    processes: u32,
    sockets: u32,
}

/// Plays the run of a seed.
pub(crate) fn play(seed: u64, bug: Option<Bug>, folder: &Path, trace: Trace) -> Outcome {
    let mut world = World::new(seed, bug, folder, trace);
    let ticks = world.dice.between(250, 700);
    world.storm(ticks);
    world.rest();
    world.judge()
}

/// The same, but then the database is taken back to a backup, under clients that are ahead of it.
pub(crate) fn play_restored(seed: u64, folder: &Path) -> Outcome {
    let mut world = World::new(seed, None, folder, Trace::default());
    world.storm(200);
    world.rest();
    world.restore();
    world.rest();
    world.judge()
}

impl<'a> World<'a> {
    fn new(seed: u64, bug: Option<Bug>, folder: &'a Path, trace: Trace) -> Self {
        let mut dice = Dice::new(seed);
        let storage = Storage::new();
        let (clients, media) = people(&storage, &mut dice);
        storage.weather.begin(dice.split(), bug);
        Self {
            wishes: Wishes::new(dice.split(), media),
            dice,
            now: 0,
            folder,
            storage,
            host: None,
            begins_at: 0,
            frozen_until: 0,
            wall: EPOCH,
            clients,
            wires: Vec::new(),
            history: History::default(),
            ahead: None,
            trace,
            conversation: None,
            processes: 0,
            sockets: 0,
        }
    }

    /// Everybody does something, and something befalls everybody.
    fn storm(&mut self, ticks: u32) {
        for _ in 0..ticks {
            self.fault();
            self.tick();
            self.wish();
        }
    }

    /// No more faults: everybody comes to rest, or runs out of time.
    fn rest(&mut self) {
        self.clear_up();
        let deadline = self.now + REST_WITHIN;
        while !self.at_rest() && self.now < deadline {
            self.tick();
        }
        // Registers that are on their way arrive.
        (0..30).for_each(|_| self.tick());
    }

    /// The process ends and the database comes back from a backup that lacks the newest events.
    /// What was said and told until then is no promise of the new epoch.
    fn restore(&mut self) {
        self.crash(0);
        if let Some(id) = self.conversation {
            self.storage.restore(id, self.dice.between(1, 20) as usize);
        }
        self.history = History::default();
        let log = self.log().public;
        let head = log.last().map_or(0, |event| event.seq);
        let newest = log.iter().rfind(|event| event.body.in_thread()).map_or(0, |event| event.seq);
        for client in &mut self.clients {
            client.forget_what_was_told(head, newest);
        }
    }

    fn tick(&mut self) {
        self.now += TICK;
        let now = self.now;
        self.storage.weather.set_wall(self.time_of_day());
        self.wires.retain(Wire::in_use);
        self.wires.iter().for_each(|wire| wire.tick(now));
        if self.host.is_none() && self.begins_at <= now {
            self.begin();
        }
        if let Some(host) = &self.host
            && self.frozen_until <= now
        {
            host.run(Duration::from_millis(TICK));
        }
        if self.storage.weather.ended() {
            self.crash(0);
        }
        for n in 0..self.clients.len() {
            if self.clients[n].wants_connection(now) {
                self.connect(n);
            }
            let (history, trace) = (&mut self.history, &mut self.trace);
            let conversation = &mut self.conversation;
            let begun = conversation.is_some_and(|id| self.storage.begun(id));
            let mut around = Around { now, history, trace, conversation, begun };
            self.clients[n].step(&mut around, &mut self.dice);
            if self.storage.weather.fails() {
                self.clients[n].put_off(&mut self.history);
            }
        }
        self.nobody_is_said_to_be_ahead();
    }

    /// RC1: nobody is told at any time that somebody has got further than they have said.
    fn nobody_is_said_to_be_ahead(&mut self) {
        let said = |who| {
            let of = self.clients.iter().filter(|client| client.who == who).map(Client::said);
            of.fold((0, 0), |all, one| (one.0.max(all.0), one.1.max(all.1)))
        };
        for reader in &self.clients {
            for told in &reader.replica.topic(1).receipts {
                let (delivered, read) = said(told.participant);
                if self.ahead.is_none() && (told.delivered > delivered || told.read > read) {
                    let how = format!("{}: {told:?} of {delivered}, {read}", reader.name);
                    self.ahead = Some(Broken { promise: Promise::Receipts, how });
                }
            }
        }
    }

    fn time_of_day(&self) -> UnixMillis {
        UnixMillis(self.wall + i64::try_from(self.now).expect("a run is short"))
    }

    fn begin(&mut self) {
        self.trace.note(self.now, "server", "begins");
        self.host = Host::start(&self.storage, self.folder, self.time_of_day());
        self.processes += 1;
        self.begins_at = self.now + 200;
    }

    fn connect(&mut self, n: usize) {
        let Some(host) = &mut self.host else {
            self.clients[n].wait(self.now + u64::from(self.dice.between(50, 400)));
            return;
        };
        let delay = *self.dice.pick(&[(0, 5), (5, 30), (20, 120)]).expect("there are three");
        let (wire, client, server) = Wire::open(self.now, self.dice.split(), delay);
        let proof = match &self.clients[n].login {
            Login::Visitor(token) => Auth::Visitor(token.clone()),
            Login::Agent(session) => host.ticket(session),
        };
        host.accept(server);
        self.sockets += 1;
        self.wires.push(wire.clone());
        self.clients[n].connect(wire, client, proof, self.now);
    }

    /// The process ends after so many more steps, and nobody is told properly.
    fn crash(&mut self, steps: u32) {
        let Some(host) = self.host.take() else { return };
        self.trace.note(self.now, "server", format_args!("ends after {steps} steps"));
        host.end_after(steps);
        self.storage.crash();
        // The machine may be gone with it, and then nobody says that the connections are.
        let silently = self.dice.one_in(4);
        for wire in &self.wires {
            if silently {
                wire.die(true, true);
            } else {
                wire.cut();
            }
        }
        self.frozen_until = 0;
        self.begins_at = self.now + u64::from(self.dice.between(20, 800));
    }

    /// Perhaps something befalls somebody.
    fn fault(&mut self) {
        if !self.dice.one_in(12) {
            return;
        }
        let n = self.dice.below(u32::try_from(self.clients.len()).expect("few")) as usize;
        let what = self.dice.below(20);
        self.trace.note(self.now, "fault", format_args!("{what} for {}", self.clients[n].name));
        let wire = self.clients[n].wire().cloned();
        match (what, wire) {
            (0..=2, Some(wire)) => wire.cut(),
            (3..=6, Some(wire)) => {
                let bytes = self.dice.below(600) as usize;
                wire.cut_after(bytes, self.dice.one_in(2));
            }
            (7, Some(wire)) => {
                let (up, down) = *self
                    .dice
                    .pick(&[(true, true), (true, false), (false, true)])
                    .expect("there are three");
                wire.die(up, down);
            }
            (8, Some(wire)) => wire.slow_down(Some(self.dice.between(1, 400) as usize)),
            (9, Some(wire)) => wire.slow_down(None),
            (10, _) => {
                let steps = self.dice.below(40);
                self.crash(steps);
            }
            (11, _) => self.storage.weather.end_in(self.dice.below(4)),
            (12, _) => {
                let percent = *self.dice.pick(&[0, 0, 10, 40, 100]).expect("there are five");
                self.storage.weather.failing(percent);
            }
            (13, _) => self.change_access(),
            (14, _) => self.clients[n].reload(self.now + 100),
            (15, _) => self.inherit(n),
            (16, _) => {
                self.wall += *self
                    .dice
                    .pick(&[3_600_000, -3_600_000, -300_000, 600_000])
                    .expect("there are four");
            }
            (17, _) => self.frozen_until = self.now + u64::from(self.dice.between(100, 8_000)),
            (18, _) if self.dice.one_in(4) => self.sleep(),
            (19, _) if self.dice.one_in(4) => self.stop(),
            _ => {}
        }
    }

    /// Who may do what changes.
    fn change_access(&mut self) {
        let Some(id) = self.conversation else { return };
        let Some(stored) = self.storage.conversation(id) else { return };
        let head = stored.public.last().map_or(0, |event| event.seq);
        self.storage.raise_fence(id);
        self.history.access_changes(head);
    }

    /// What one tab has no answer to is sent from another tab of the same person as well.
    fn inherit(&mut self, n: usize) {
        let who = self.clients[n].who;
        let Some(m) = (0..self.clients.len()).find(|m| *m != n && self.clients[*m].who == who)
        else {
            return;
        };
        let (low, high) = self.clients.split_at_mut(n.max(m));
        let (from, to) = if n < m { (&low[n], &mut high[0]) } else { (&high[0], &mut low[m]) };
        to.inherit(from, &mut self.history);
    }

    /// Every page sleeps for so long that the process lets its sockets go.
    fn sleep(&mut self) {
        let seconds = self.dice.between(10, 100);
        if let Some(host) = &self.host {
            host.run(Duration::from_secs(seconds.into()));
            self.now += u64::from(seconds) * 1_000;
        }
    }

    /// The process is stopped properly.
    fn stop(&mut self) {
        if let Some(host) = self.host.take() {
            self.trace.note(self.now, "server", "is stopped");
            host.stop();
            if self.storage.weather.ended() {
                self.storage.crash();
            }
            self.begins_at = self.now + 100;
        }
    }

    fn wish(&mut self) {
        for client in &mut self.clients {
            self.wishes.wish(client, &mut self.history);
        }
    }

    /// No more faults: everybody gets a chance to come to rest.
    fn clear_up(&mut self) {
        self.trace.note(self.now, "world", "clears up");
        self.storage.weather.clear_up();
        self.frozen_until = 0;
        self.wires.iter().for_each(|wire| wire.slow_down(None));
    }

    fn log(&self) -> Log {
        let stored = self.conversation.and_then(|id| self.storage.conversation(id));
        stored.map(|one| Log { public: one.public, staff: one.staff }).unwrap_or_default()
    }

    fn at_rest(&self) -> bool {
        let log = self.log();
        let head = log.public.last().map_or(0, |event| event.seq);
        let staff = log.staff.last().map_or(0, |event| event.seq);
        self.clients.iter().all(|client| {
            let heads = client.replica.topic(1).head() == head
                && (!client.is_agent() || client.replica.topic(2).head() == staff);
            client.ready() && client.answered() && heads && self.receipts_told(client)
        })
    }

    /// Whether somebody knows how far everybody has got.
    fn receipts_told(&self, reader: &Client) -> bool {
        let told = &reader.replica.topic(1).receipts;
        self.clients.iter().all(|client| {
            let (delivered, read) = client.said();
            let known = told.iter().find(|one| one.participant == client.who);
            let nothing = (delivered, read) == (0, 0);
            let told = known.is_some_and(|one| one.delivered >= delivered && one.read >= read);
            client.said_all() && (nothing || told)
        })
    }

    fn judge(mut self) -> Outcome {
        let log = self.log();
        let readers: Vec<_> = self
            .clients
            .iter()
            .map(|client| Reader {
                name: &client.name,
                who: client.who,
                said: client.said(),
                view: client.view(),
                public: client.replica.topic(1),
                staff: client.is_agent().then(|| client.replica.topic(2)),
                settled: true,
            })
            .collect();
        let mut broken = self.history.check(&log, &readers);
        broken.extend(self.ahead.take());
        for client in &self.clients {
            if !client.ready() || !client.answered() {
                let how = format!("{} did not come to rest", client.name);
                broken.push(Broken { promise: Promise::CaughtUp, how });
            }
        }
        for one in &broken {
            self.trace.note(self.now, "broken", format_args!("{:?}: {}", one.promise, one.how));
        }
        Outcome {
            broken,
            acknowledged: self.history.acknowledgements(),
            processes: self.processes,
            sockets: self.sockets,
            trace: self.trace.lines(),
        }
    }
}

/// A shop with a visitor in a few tabs and one or two agents, and its pictures.
fn people(storage: &Arc<Storage>, dice: &mut Dice) -> (Vec<Client>, Vec<MediaId>) {
    let mut tables = storage.setup();
    let ids = tables.seed(&shop::seed());
    let visitor = VisitorRecord {
        account: ids.account,
        inbox: ids.inbox,
        id: dice.id::<VisitorId>(),
        name: Some("Luis".to_owned()),
    };
    let token = format!("token-{}", visitor.id);
    tables.visitor(&visitor, auth::hash(&token));
    let agents: Vec<SessionRecord> = (0..2_u32)
        .map(|n| {
            let id = if n == 0 { ids.agent } else { dice.id::<AgentId>() };
            let (account, name) = (ids.account, format!("agent {n}"));
            let agent = AgentRecord { account, id, name, role: StaffRole::Administrator };
            tables.agent(&agent);
            let session = SessionRecord {
                id: dice.id(),
                agent,
                created_at: UnixMillis(EPOCH),
                last_seen_at: UnixMillis(EPOCH),
                device: "a made-up browser".to_owned(),
            };
            tables.session(&session);
            session
        })
        .collect();
    let media = (0..3)
        .map(|_| {
            let id = dice.id::<MediaId>();
            tables.media(&shop::picture(ids.account, id));
            id
        })
        .collect();
    let mut clients = Vec::new();
    for tab in 0..dice.between(1, 3) {
        let (name, login) = (format!("visitor.{tab}"), Login::Visitor(token.clone()));
        clients.push(Client::new(name, visitor.id.into(), login, dice.id()));
    }
    for (n, session) in agents.iter().enumerate().take(dice.between(1, 2) as usize) {
        for device in 0..dice.between(1, 2) {
            let (name, login) = (format!("agent{n}.{device}"), Login::Agent(session.clone()));
            clients.push(Client::new(name, session.agent.id.into(), login, dice.id()));
        }
    }
    (clients, media)
}
