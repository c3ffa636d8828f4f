//! The code of the crates that define methods and their types.

use crate::Error;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use syn::{Generics, Ident, Item, ItemEnum, ItemStruct, ItemType, UseTree};

/// The name of the node's crate here. Nothing imports it.
pub const NODE: &str = "node";
/// The crate with the types that everything shares.
pub const PRIMITIVES: &str = "chaos_primitives";
/// What the names of pallets' crates begin with.
pub const PALLET: &str = "pallet_";

/// The files of each crate, by the name that imports give it.
pub struct Sources {
    crates: BTreeMap<String, Vec<File>>,
}

pub struct File {
    /// The name of its crate.
    pub crate_name: String,
    pub path: PathBuf,
    pub syntax: syn::File,
    /// The first and the last part of the path of each name that it imports.
    imports: BTreeMap<String, (String, String)>,
}

/// A type that the code defines, and where.
#[derive(Clone, Copy)]
pub struct Definition<'a> {
    pub file: &'a File,
    pub kind: Kind<'a>,
}

#[derive(Clone, Copy)]
pub enum Kind<'a> {
    Struct(&'a ItemStruct),
    Enum(&'a ItemEnum),
    Alias(&'a ItemType),
}

impl<'a> Kind<'a> {
    fn of(item: &'a Item) -> Option<Self> {
        match item {
            Item::Struct(item) => Some(Self::Struct(item)),
            Item::Enum(item) => Some(Self::Enum(item)),
            Item::Type(item) => Some(Self::Alias(item)),
            _ => None,
        }
    }

    pub fn name(&self) -> &'a Ident {
        match self {
            Self::Struct(item) => &item.ident,
            Self::Enum(item) => &item.ident,
            Self::Alias(item) => &item.ident,
        }
    }

    pub fn generics(&self) -> &'a Generics {
        match self {
            Self::Struct(item) => &item.generics,
            Self::Enum(item) => &item.generics,
            Self::Alias(item) => &item.generics,
        }
    }
}

impl Sources {
    /// Read the node's JSON-RPC, the pallets and the primitives.
    pub fn read(repository: &Path) -> Result<Self, Error> {
        let mut crates = BTreeMap::from([
            (
                NODE.to_owned(),
                read_crate(NODE, &repository.join("node/src/rpc"))?,
            ),
            (
                PRIMITIVES.to_owned(),
                read_crate(PRIMITIVES, &repository.join("primitives/src"))?,
            ),
        ]);
        for pallet in entries(&repository.join("pallets"))? {
            let folder = pallet.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{PALLET}{}", folder.replace('-', "_"));
            let files = read_crate(&name, &pallet.join("src"))?;
            crates.insert(name, files);
        }
        Ok(Self { crates })
    }

    /// A crate of this text alone.
    #[cfg(test)]
    pub fn of(text: &str) -> Self {
        let file = File::parse(NODE, PathBuf::new(), text).unwrap();
        Self {
            crates: BTreeMap::from([(NODE.to_owned(), vec![file])]),
        }
    }

    pub fn node(&self) -> &[File] {
        self.files(NODE)
    }

    fn files(&self, crate_name: &str) -> &[File] {
        let files = self.crates.get(crate_name);
        files.map(Vec::as_slice).unwrap_or_default()
    }

    /// The type with this name in a file, or none if the code does not define it.
    pub fn find<'a>(&'a self, file: &'a File, name: &str) -> Result<Option<Definition<'a>>, Error> {
        if let Some(definition) = file.definition(name) {
            return Ok(Some(definition));
        }
        let Some((root, original)) = file.imports.get(name) else {
            return Ok(None);
        };
        let crate_name = match root.as_str() {
            "crate" | "self" | "super" => file.crate_name.as_str(),
            other => other,
        };
        let files = self.files(crate_name).iter();
        let mut definitions = files.filter_map(|file| file.definition(original));
        let first = definitions.next();
        match definitions.next() {
            Some(_) => Err(format!("{crate_name} has several types {original}")),
            None => Ok(first),
        }
    }
}

impl File {
    fn parse(crate_name: &str, path: PathBuf, text: &str) -> Result<Self, Error> {
        let syntax =
            syn::parse_file(text).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut imports = BTreeMap::new();
        for item in &syntax.items {
            if let Item::Use(item) = item {
                import(&item.tree, None, &mut imports);
            }
        }
        Ok(Self {
            crate_name: crate_name.to_owned(),
            path,
            syntax,
            imports,
        })
    }

    fn definition(&self, name: &str) -> Option<Definition<'_>> {
        let mut kinds = self.syntax.items.iter().filter_map(Kind::of);
        let kind = kinds.find(|kind| kind.name() == name)?;
        Some(Definition { file: self, kind })
    }
}

/// What a tree in a `use` imports. `root` is the first part of its path.
fn import(tree: &UseTree, root: Option<&str>, imports: &mut BTreeMap<String, (String, String)>) {
    let (name, original) = match tree {
        UseTree::Name(leaf) => (&leaf.ident, &leaf.ident),
        UseTree::Rename(leaf) => (&leaf.rename, &leaf.ident),
        UseTree::Path(path) => {
            let first = path.ident.to_string();
            return import(&path.tree, Some(root.unwrap_or(&first)), imports);
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                import(tree, root, imports);
            }
            return;
        }
        UseTree::Glob(_) => return,
    };
    if let Some(root) = root {
        imports.insert(name.to_string(), (root.to_owned(), original.to_string()));
    }
}

/// The files of a crate, but for its tests.
fn read_crate(name: &str, folder: &Path) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            if !path.ends_with("tests") {
                files.extend(read_crate(name, &path)?);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).map_err(|error| at(&path, error))?;
            files.push(File::parse(name, path, &text)?);
        }
    }
    Ok(files)
}

/// What a folder contains, in the order of the names.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(folder).map_err(|error| at(folder, error))?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| at(folder, error))?;
    paths.sort();
    Ok(paths)
}

fn at(path: &Path, error: std::io::Error) -> Error {
    format!("{}: {error}", path.display())
}
