//! One of the two worlds, production or sandbox: its people, boards and Pins.

use crate::clock::Clock;
use crate::pictures::Picture;
use std::sync::Arc;

/// Which world.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Which {
    Production,
    Sandbox,
}

impl Which {
    /// The world that an API host serves.
    pub(crate) fn of_host(host: &str) -> Option<Self> {
        match host {
            "api.pinterest.com" => Some(Self::Production),
            "api-sandbox.pinterest.com" => Some(Self::Sandbox),
            _ => None,
        }
    }

    /// By its name in the control calls.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        match name {
            "production" => Some(Self::Production),
            "sandbox" => Some(Self::Sandbox),
            _ => None,
        }
    }

    /// The name in the control calls.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Sandbox => "sandbox",
        }
    }
}

/// Who may see a board.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Privacy {
    Public,
    Protected,
    Secret,
}

impl Privacy {
    /// By its name in the API.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        match name {
            "PUBLIC" => Some(Self::Public),
            "PROTECTED" => Some(Self::Protected),
            "SECRET" => Some(Self::Secret),
            _ => None,
        }
    }

    /// The name in the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Public => "PUBLIC",
            Self::Protected => "PROTECTED",
            Self::Secret => "SECRET",
        }
    }
}

/// A person.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) username: &'static str,
    pub(crate) id: &'static str,
    pub(crate) business: bool,
    pub(crate) about: &'static str,
    pub(crate) website: &'static str,
}

/// The people, the same in both worlds.
pub(crate) const PEOPLE: [Account; 2] = [
    Account {
        username: "ada",
        id: "800100200300400501",
        business: true,
        about: "Food, plants and places.",
        website: "https://blog.example/",
    },
    Account { username: "ben", id: "800100200300400502", business: false, about: "", website: "" },
];

/// A person by name.
pub(crate) fn person(username: &str) -> Option<&'static Account> {
    PEOPLE.iter().find(|p| p.username == username)
}

/// A section of a board.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// A board.
#[derive(Clone, Debug)]
pub(crate) struct Board {
    pub(crate) id: String,
    pub(crate) owner: &'static str,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) privacy: Privacy,
    pub(crate) ads_only: bool,
    pub(crate) sections: Vec<Section>,
    pub(crate) created_at: u64,
    pub(crate) modified_at: u64,
    /// The API leaves the name out of its answers.
    pub(crate) nameless: bool,
}

/// What a new board starts from.
#[derive(Clone, Debug)]
pub(crate) struct NewBoard {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) privacy: Privacy,
    pub(crate) ads_only: bool,
}

/// A Pin.
#[derive(Clone, Debug)]
pub(crate) struct Pin {
    pub(crate) id: String,
    pub(crate) owner: &'static str,
    pub(crate) board_id: String,
    pub(crate) section_id: Option<String>,
    pub(crate) words: Words,
    pub(crate) source_type: &'static str,
    pub(crate) media_url: Option<String>,
    pub(crate) picture: Arc<Picture>,
    pub(crate) parent_pin_id: Option<String>,
    pub(crate) created_at: u64,
    /// Reads see the Pin from here on.
    /// In reads of the API; milliseconds since 1970 as they pass.
    pub(crate) visible_from: u64,
}

/// The texts of a Pin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) alt_text: Option<String>,
    pub(crate) link: Option<String>,
    pub(crate) dominant_color: Option<String>,
}

/// How a world lists things.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listing {
    pub(crate) page_size_max: usize,
    pub(crate) repeat_bookmark: bool,
}

/// One world.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) boards: Vec<Board>,
    pub(crate) pins: Vec<Pin>,
    pub(crate) listing: Listing,
    next_id: u64,
}

impl World {
    /// A world as it is at the start.
    pub(crate) fn new(which: Which, clock: &mut Clock) -> Self {
        let mut world = Self {
            boards: Vec::new(),
            pins: Vec::new(),
            listing: Listing { page_size_max: 250, repeat_bookmark: false },
            next_id: match which {
                Which::Production => 549_755_885_175_000_100,
                Which::Sandbox => 661_866_996_286_000_100,
            },
        };
        for (name, description, privacy) in [
            ("Recipes", "What to cook next", Privacy::Public),
            ("Garden", "Beds, pots and shade", Privacy::Public),
            ("Travel plans", "", Privacy::Public),
            ("Reading nook", "Just for me", Privacy::Secret),
        ] {
            world.add_board("ada", plain(name, description, privacy), clock);
        }
        world.add_board(
            "ada",
            NewBoard { ads_only: true, ..plain("Ad-only Pins", "", Privacy::Protected) },
            clock,
        );
        for name in ["Breakfast", "Dinner"] {
            let id = world.id();
            if let Some(recipes) = world.boards.first_mut() {
                recipes.sections.push(Section { id, name: name.to_owned() });
            }
        }
        world
    }

    /// A number that nothing in this world has, or had.
    pub(crate) fn id(&mut self) -> String {
        self.next_id += 1;
        self.next_id.to_string()
    }

    /// Makes a board and answers where it is.
    pub(crate) fn add_board(&mut self, owner: &'static str, new: NewBoard, clock: &mut Clock) -> Board {
        let at = clock.stamp();
        let board = Board {
            id: self.id(),
            owner,
            name: new.name,
            description: new.description,
            privacy: new.privacy,
            ads_only: new.ads_only,
            sections: Vec::new(),
            created_at: at,
            modified_at: at,
            nameless: false,
        };
        self.boards.push(board.clone());
        board
    }

    /// Takes an account's boards and their Pins away.
    pub(crate) fn clear_boards(&mut self, owner: &str) {
        self.boards.retain(|board| board.owner != owner);
        let boards = &self.boards;
        self.pins.retain(|pin| boards.iter().any(|board| board.id == pin.board_id));
    }

    /// A board by its id.
    pub(crate) fn board(&self, id: &str) -> Option<&Board> {
        self.boards.iter().find(|board| board.id == id)
    }

    /// A board by its id, to change it.
    pub(crate) fn board_mut(&mut self, id: &str) -> Option<&mut Board> {
        self.boards.iter_mut().find(|board| board.id == id)
    }

    /// A Pin by its id.
    pub(crate) fn pin(&self, id: &str) -> Option<&Pin> {
        self.pins.iter().find(|pin| pin.id == id)
    }

    /// How many Pins a board has.
    pub(crate) fn pin_count(&self, board_id: &str) -> usize {
        self.pins.iter().filter(|pin| pin.board_id == board_id).count()
    }
}

/// A board without anything special.
pub(crate) fn plain(name: &str, description: &str, privacy: Privacy) -> NewBoard {
    NewBoard {
        name: name.to_owned(),
        description: (!description.is_empty()).then(|| description.to_owned()),
        privacy,
        ads_only: false,
    }
}
