// Tono, an oak speaker with a woven front.
#include "studio.inc"
#include "materials.inc"
#include "sewing.inc"
#include "turned.inc"
#declare KnobLine = array[10] { <0.001,0.26>, <0.12,0.262>, <0.165,0.255>, <0.178,0.235>, <0.180,0.12>, <0.182,0.06>, <0.20,0.045>, <0.215,0.03>, <0.215,0.01>, <0.21,0.0> }
#macro Knob(A)
  union {
    object { Turned(KnobLine, 10, 80, 90) texture { Brass } texture { pigment { rgbt 1 } } }
    #local k = 0; #while (k < 48) cylinder { <0,0.07,-0.180>, <0,0.225,-0.180>, 0.0075 rotate 7.5*k*y texture { Brass } } #local k = k+1; #end
    box { <-0.010,0.255,0.03>, <0.010,0.268,0.15> rotate A*y pigment { srgb <0.18,0.12,0.08> } }
    rotate -90*x
  }
#end
#declare Weave = texture {
  pigment {
    function { 0.5 + 0.25*(sin(x*210)*cos(y*105)) + 0.25*sin(x*105+pi/4)*sin(y*210) }
    color_map { [0 srgb <0.50,0.46,0.40>] [0.5 srgb <0.76,0.72,0.64>] [1 srgb <0.86,0.83,0.76>] }
  }
  normal { function { 0.5 + 0.25*(sin(x*210)*cos(y*105)) + 0.25*sin(x*105+pi/4)*sin(y*210) } 0.5 }
  finish { diffuse 0.85 specular 0.03 roughness 0.1 }
}
#declare Box = union {
  superellipsoid { <0.16, 0.09> scale <1.75, 1.0, 0.80> Oak(<0,90,0>) }
  // a recess with cloth, and its frame
  superellipsoid { <0.10, 0.20> scale <1.56, 0.80, 0.05> translate -0.79*z pigment { srgb <0.22,0.18,0.15> } finish { diffuse 0.6 } }
  superellipsoid { <0.10, 0.25> scale <1.535, 0.775, 0.06> translate -0.80*z texture { Weave } }
  // the plate of the knobs
  superellipsoid { <0.14, 0.3> scale <0.36, 0.775, 0.02> translate <1.17, 0, -0.862> Oak(<90,0,0>) }
  object { Knob(-40) translate <1.17, 0.34, -0.875> }
  object { Knob(60) translate <1.17, -0.22, -0.875> }
  sphere { <1.17, -0.60, -0.880>, 0.025 pigment { rgb 1 } finish { emission srgb <0.95,0.75,0.4> diffuse 0 } }
  torus { 0.04, 0.008 rotate 90*x translate <1.17,-0.60,-0.882> texture { Brass } }
  // feet
  #declare k = 0; #while (k < 4) cylinder { <(mod(k,2)*2-1)*1.4, -1.09, (floor(k/2)*2-1)*0.55>, <(mod(k,2)*2-1)*1.4, -0.95, (floor(k/2)*2-1)*0.55>, 0.11 pigment { srgb <0.2,0.18,0.16> } } #declare k = k+1; #end
  // the handle
  #declare HP = array[7] { <-1.18,1.00,0>, <-1.08,1.10,0>, <-0.70,1.33,0>, <0,1.44,0>, <0.70,1.33,0>, <1.08,1.10,0>, <1.18,1.00,0> }
  #declare HW = array[7] { z,z,z,z,z,z,z }
  object { Strap(HP, 7, HW, 0.36, 0.075, 120) Leather(Cognac, 0.8) }
  #declare SPL = spline { natural_spline #declare q = 0; #while (q < 7) q/6, HP[q] #declare q = q+1; #end }
  #declare s = -1;
  #while (s < 2)
    union { #declare q = 4; #while (q < 40)
      #declare a = SPL((q+0.12)/44); #declare b = SPL((q+0.88)/44); #declare A = <a.x,a.y,a.z>; #declare B = <b.x,b.y,b.z>;
      #declare nn = vnormalize(vcross(z, B-A)); 
      Twine(A+nn*0.036+z*(s*0.135+0.006), B+nn*0.036+z*(s*0.135-0.006), nn, 0.0115, 0.009)
      #declare q = q+1; #end texture { Thread } }
    #declare s = s+2;
  #end
  #declare k = -1; #while (k < 2)
    superellipsoid { <0.4,0.5> scale <0.12,0.022,0.22> translate <k*1.2, 1.005, 0> texture { Brass } }
    sphere { 0, 0.04 scale <1,0.6,1> translate <k*1.22, 1.028, 0> texture { Steel } }
    #declare k = k+2;
  #end
  translate 1.09*y
}
object { Box rotate 20*y }
Studio(2.2)
#declare FP = vrotate(<1.0, 1.28, -0.9>, 20*y);
#switch (Shot)
  #case (1) Photo(<0.5, 3.1, -10.2>, <0.02, 1.10, 0>, 27, 0, 0) #break
  #case (2) Photo(FP + <1.4, 0.75, -3.4>, FP + <-0.02, -0.06, 0>, 31, 0, 0) #break
#end
