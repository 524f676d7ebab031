//! Types that serde describes, as JS values: plain objects, arrays and texts, as `JSON.parse` would make them.
//!
//! The counterpart of [`crate::reader`], for the same reason. It writes what messages hold: not maps, bytes or
//! characters by themselves.

use js_sys::{Array, Object, Reflect};
use serde::Serialize;
use serde::ser::{Error, Impossible, SerializeSeq, SerializeStruct, SerializeStructVariant, Serializer};
use wasm_bindgen::JsValue;

/// The value is of a kind that no message holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unwritable;

/// `value` as a JS value.
///
/// # Errors
/// It holds a map, bytes, a character or a tuple.
pub fn write<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, Unwritable> {
    value.serialize(Writer)
}

impl std::fmt::Display for Unwritable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("unwritable")
    }
}

impl std::error::Error for Unwritable {}

impl Error for Unwritable {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

type Written = Result<JsValue, Unwritable>;

/// An object with one property, as serde tags the variants of an enum.
fn tagged(name: &str, content: &JsValue) -> JsValue {
    let object = Object::new();
    set(&object, name, content);
    object.into()
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // A plain object takes any property: there is nothing to fail.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

struct Writer;

macro_rules! numbers {
    ($($method:ident: $type:ty),*) => {$(
        fn $method(self, number: $type) -> Written {
            Ok(JsValue::from_f64(number as f64))
        }
    )*};
}

impl Serializer for Writer {
    type Ok = JsValue;
    type Error = Unwritable;
    type SerializeSeq = Elements;
    type SerializeTuple = Impossible<JsValue, Unwritable>;
    type SerializeTupleStruct = Impossible<JsValue, Unwritable>;
    type SerializeTupleVariant = Impossible<JsValue, Unwritable>;
    type SerializeMap = Impossible<JsValue, Unwritable>;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Fields;

    numbers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_f32: f32, serialize_f64: f64
    }

    fn serialize_bool(self, value: bool) -> Written {
        Ok(JsValue::from_bool(value))
    }

    fn serialize_str(self, text: &str) -> Written {
        Ok(JsValue::from_str(text))
    }

    fn serialize_none(self) -> Written {
        Ok(JsValue::NULL)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Written {
        Ok(JsValue::from_str(name))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Written {
        Ok(tagged(name, &value.serialize(self)?))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements, Unwritable> {
        Ok(Elements(Array::new()))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, Unwritable> {
        Ok(Fields { object: Object::new(), variant: None })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Fields, Unwritable> {
        Ok(Fields { object: Object::new(), variant: Some(name) })
    }

    fn serialize_char(self, _: char) -> Written {
        Err(Unwritable)
    }

    fn serialize_bytes(self, _: &[u8]) -> Written {
        Err(Unwritable)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Unwritable> {
        Err(Unwritable)
    }
}

/// The elements of an array.
struct Elements(Array);

impl SerializeSeq for Elements {
    type Ok = JsValue;
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.0.push(&value.serialize(Writer)?);
        Ok(())
    }

    fn end(self) -> Written {
        Ok(self.0.into())
    }
}

/// The fields of a struct, or of a variant.
struct Fields {
    object: Object,
    variant: Option<&'static str>,
}

impl SerializeStruct for Fields {
    type Ok = JsValue;
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        set(&self.object, name, &value.serialize(Writer)?);
        Ok(())
    }

    fn end(self) -> Written {
        let object = self.object.into();
        Ok(match self.variant {
            Some(name) => tagged(name, &object),
            None => object,
        })
    }
}

impl SerializeStructVariant for Fields {
    type Ok = JsValue;
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        SerializeStruct::serialize_field(self, name, value)
    }

    fn end(self) -> Written {
        SerializeStruct::end(self)
    }
}
